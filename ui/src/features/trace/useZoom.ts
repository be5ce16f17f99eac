/** The timeline of one trace, joined with the address: wheel and drag move it at once, the address follows at rest. */
import { useEffect, useState } from "react";
import type { TraceModel } from "./outline";
import { createTimeline, type Timeline } from "./timeline";
import { readZoom, writeZoom } from "./url";
import { useAddressed } from "./useAddress";

export function useZoom(
  model: TraceModel,
  zoom: string | undefined,
  onZoom: (zoom: string | undefined) => void,
): Timeline {
  const [timeline] = useState(() => createTimeline(readZoom(zoom), model.total));
  const [addressed, setAddressed] = useAddressed(zoom, onZoom);
  useEffect(
    () => timeline.subscribe(() => setAddressed(writeZoom(timeline.zoom()))),
    [timeline, setAddressed],
  );
  useEffect(() => {
    // Back and forward. What the timeline wrote itself reads as what it shows already.
    if (addressed !== writeZoom(timeline.zoom())) timeline.set(readZoom(addressed));
  }, [addressed, timeline]);
  return timeline;
}
