/** The inspector. */
import type { ReactNode } from "react";
export function Inspector({
  span,
  controls,
}: {
  span: { name: string };
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
  onSpan: (s: string) => void;
  controls: ReactNode;
}) {
  return (
    <div>
      {controls}
      {span.name}
    </div>
  );
}
