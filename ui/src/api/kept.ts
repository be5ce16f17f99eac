/** Where the reader left a list, so that coming back from a trace finds the same row at the same place. Lives with the cache. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

export interface Place {
  /** Scroll offset in pixels. */
  offset: number;
  /** Id of the selected row. */
  selected: string | null;
}

/** The place left last time in `list` when it showed the same question; else its top. */
export function useKept(list: string, question: string): Place & { keep: (place: Place) => void } {
  const client = useQueryClient();
  const [place] = useState<Place>(() => {
    const kept = client.getQueryData<Place & { question: string }>(["kept", list]);
    return kept?.question === question ? kept : { offset: 0, selected: null };
  });
  const keep = useCallback(
    (next: Place) => client.setQueryData(["kept", list], { ...next, question }),
    [client, list, question],
  );
  return { offset: place.offset, selected: place.selected, keep };
}
