/**
 * Markdown as it is meant to be read. The renderer comes on demand; until it is here, and whenever it fails, the text stands
 * as it was written. Owns that; rendered.tsx owns what may be shown. Knows nothing of where links lead.
 */
import { Component, lazy, type ReactNode, Suspense } from "react";
import classes from "./markdown.module.css";

const load = () => import("./rendered");
const Rendered = lazy(load);

/** Longer texts are not worth parsing: half a book as Markdown freezes a page. Characters. */
export const MARKDOWN_MOST = 40_000;

/** Fetches the renderer ahead of the first text. */
export function warmMarkdown(): void {
  void load().catch(() => {});
}

export interface MarkdownProps {
  text: string;
  /** A link was followed: an address that is http, https or mailto. */
  onLink: (address: string) => void;
  /** Stands for a picture, of which nothing is fetched. */
  picture: (address: string, caption: string) => ReactNode;
}

export function Markdown(props: MarkdownProps) {
  const plain = <div className={classes.plain}>{props.text}</div>;
  return (
    <Guard key={props.text} plain={plain}>
      <Suspense fallback={plain}>
        <Rendered {...props} />
      </Suspense>
    </Guard>
  );
}

/** What cannot be rendered (nested a thousand deep, say) is shown as it was written. */
class Guard extends Component<{ plain: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? this.props.plain : this.props.children;
  }
}
