/**
 * The timeline of one trace, joined with the address: wheel and drag move it at once and render nothing, the address
 * follows at rest, back and forward move it.
 */
import { useEffect, useRef, useState } from "react";
import type { TraceModel } from "./outline";
import { createTimeline, type Timeline } from "./timeline";
import { readZoom, writeZoom } from "./url";
import { REST_MS } from "./useAddress";

export function useZoom(
  model: TraceModel,
  zoom: string | undefined,
  onZoom: (zoom: string | undefined) => void,
): Timeline {
  const [timeline] = useState(() => createTimeline(readZoom(zoom), model.total));
  const written = useRef(zoom);
  const write = useRef(onZoom);
  useEffect(() => {
    write.current = onZoom;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = timeline.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const text = writeZoom(timeline.zoom());
        if (text === written.current) return;
        written.current = text;
        write.current(text);
      }, REST_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [timeline]);
  useEffect(() => {
    if (zoom === written.current) return;
    written.current = zoom;
    timeline.set(readZoom(zoom));
  }, [zoom, timeline]);
  return timeline;
}
