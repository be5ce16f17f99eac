/**
 * Markdown to elements, from texts that nobody vouches for: no HTML of theirs is ever made into elements, no address of
 * theirs is ever fetched, and only http, https and mailto can be followed. Headings stay below the page's own.
 */
import { memo, type ReactNode, useId, useMemo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { CopyButton } from "../copy";
import type { MarkdownProps } from "./Markdown";
import classes from "./markdown.module.css";

const PLUGINS = [remarkGfm];
const FOLLOWED = /^(https?|mailto):/i;

/** Addresses are shown, never resolved against the page's own. */
const asWritten = (address: string) => address;

/** The text below an element of the tree. */
function textOf(node: unknown): string {
  if (typeof node !== "object" || node === null) return "";
  if ("value" in node && typeof node.value === "string") return node.value;
  if ("children" in node && Array.isArray(node.children)) return node.children.map(textOf).join("");
  return "";
}

function components(onLink: MarkdownProps["onLink"], picture: MarkdownProps["picture"]): Components {
  const heading = (level: 4 | 5 | 6) =>
    function Heading({ children }: { children?: ReactNode }) {
      const Tag = `h${level}` as const;
      return <Tag>{children}</Tag>;
    };
  return {
    a: ({ href, children }) =>
      href && FOLLOWED.test(href) ? (
        <a
          href={href}
          title={href}
          rel="noopener noreferrer"
          target="_blank"
          onClick={(event) => {
            event.preventDefault();
            onLink(href);
          }}
        >
          {children}
        </a>
      ) : (
        <span title={href}>{children}</span>
      ),
    img: ({ src, alt }) => picture(typeof src === "string" ? src : "", alt ?? ""),
    h1: heading(4),
    h2: heading(4),
    h3: heading(5),
    h4: heading(6),
    h5: heading(6),
    h6: heading(6),
    input: ({ checked }) => <span>{checked ? "☑" : "☐"} </span>,
    table: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      <div className={classes.table} tabIndex={0}>
        <table>{children}</table>
      </div>
    ),
    pre: ({ node, children }) => (
      <div className={classes.code}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{children}</pre>
        <span className={classes.copy}>
          <CopyButton text={() => textOf(node).replace(/\n$/, "")} label="Copy the code" />
        </span>
      </div>
    ),
  };
}

const Rendered = memo(function Rendered({ text, onLink, picture }: MarkdownProps) {
  const prefix = useId();
  const shown = useMemo(() => components(onLink, picture), [onLink, picture]);
  return (
    <div className={classes.markdown}>
      <ReactMarkdown
        remarkPlugins={PLUGINS}
        // Footnotes of two messages must not share an id.
        remarkRehypeOptions={{ clobberPrefix: `${prefix}-` }}
        components={shown}
        urlTransform={asWritten}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
});

export default Rendered;
