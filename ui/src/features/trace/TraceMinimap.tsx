/** The trace on the minimap: hands its columns over and joins the strip with the timeline. Draws nothing itself. */
import { useMemo } from "react";
import { duration } from "../../base/format";
import { Minimap } from "../../widgets/minimap/Minimap";
import { barColours, type Palette } from "./colours";
import type { TraceModel } from "./outline";
import { type Timeline, useRange } from "./timeline";
import classes from "./trace.module.css";

interface TraceMinimapProps {
  model: TraceModel;
  timeline: Timeline;
  palette: Palette;
  byService: boolean;
}

export function TraceMinimap({ model, timeline, palette, byService }: TraceMinimapProps) {
  const range = useRange(timeline);
  const intervals = useMemo(
    () => ({
      order: model.tree.order,
      start: model.start,
      end: model.end,
      colour: barColours(model, byService),
      loud: model.error,
      total: model.total,
    }),
    [model, byService],
  );
  return (
    <div className={classes.minimap}>
      <Minimap
        label="Minimap of the trace"
        intervals={intervals}
        palette={palette.pixels}
        part={timeline.zoom() && range}
        onPart={timeline.set}
        format={duration}
      />
    </div>
  );
}
