/** A piece of code with a copy button. Plain text on purpose: snippets are short, a highlighter is not. */

import classes from "./code.module.css";
import { CopyButton } from "./copy";

/** `name` heads the block: a file's name, or what the commands do. */
export function Code({ name, text }: { name: string; text: string }) {
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.head}>
        <span>{name}</span>
        <CopyButton text={text} label={`Copy ${name}`} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={classes.code} tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
