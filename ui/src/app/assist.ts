/** Reading and completing a filter: the server's answers in the filter box's words. */
import type { QueryTarget } from "@proto";
import { checkQuery, completeQuery } from "../api/query";
import { compact } from "../base/format";
import type { Assist } from "../widgets/filterbox";

/** For queries about one kind of rows. */
export function assistOf(on: QueryTarget, project: string | undefined): Assist {
  return {
    read: (text, signal) => checkQuery(on, text, signal),
    complete: async (text, at, signal) => {
      const found = await completeQuery(on, text, at, project, signal);
      const items = found.items.map((item) => ({
        label: item.label,
        insert: item.insert,
        note: item.detail,
        ...(item.count === null ? {} : { count: compact(item.count) }),
      }));
      return { replace: found.replace, items };
    },
  };
}
