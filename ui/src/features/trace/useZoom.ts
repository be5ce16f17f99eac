/**
 * The timeline of one trace, joined with the address: wheel and drag move it at once and render nothing, the address
 * follows, back and forward move it.
 */
import { useEffect, useState } from "react";
import type { TraceModel } from "./outline";
import { createTimeline, type Timeline } from "./timeline";
import { readZoom, writeZoom } from "./url";
import { useWriter } from "./useAddress";

export function useZoom(
  model: TraceModel,
  zoom: string | undefined,
  onZoom: (zoom: string | undefined) => void,
): Timeline {
  const [timeline] = useState(() => createTimeline(readZoom(zoom), model.total));
  const { put, foreign } = useWriter(zoom, onZoom);
  useEffect(() => timeline.subscribe(() => put(writeZoom(timeline.zoom()))), [timeline, put]);
  useEffect(() => {
    if (foreign()) timeline.set(readZoom(zoom));
  }, [zoom, timeline, foreign]);
  return timeline;
}
