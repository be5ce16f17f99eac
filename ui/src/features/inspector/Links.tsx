/** The Links tab: other spans this one names as related, and the way to those that are stored here. */

import type { Span, SpanLink } from "@proto";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { plural } from "../../base/format";
import { Identifier } from "../../widgets/text";
import { AttributeRow } from "./AttributeRow";
import { flagWords } from "./facts";
import classes from "./inspector.module.css";

export function Links({ span }: { span: Span }) {
  if (span.links.length === 0) {
    return (
      <p className={classes.none}>
        {span.dropped_links > 0
          ? `The SDK dropped ${plural(span.dropped_links, "link")} before sending.`
          : "This span links to no other."}
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label="Links" tabIndex={0}>
      {span.links.map((link, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same span may be linked twice, and links never change
        <OneLink key={index} link={link} here={link.trace_id === span.trace_id} />
      ))}
    </section>
  );
}

function OneLink({ link, here }: { link: SpanLink; here: boolean }) {
  return (
    <div className={classes.link}>
      <div className={classes.linkHead}>
        <span className="dim">span</span> <Identifier id={link.span_id} label="span id" />
        <span className="dim">trace</span>{" "}
        {here ? <span>this one</span> : <Identifier id={link.trace_id} label="trace id" />}
        {link.known ? (
          <Link
            to="/trace/$traceId"
            params={{ traceId: link.trace_id }}
            search={{ span: link.span_id }}
            className={classes.where}
          >
            {here ? "Show" : "Open"} <IconArrowRight size={13} aria-hidden />
          </Link>
        ) : (
          <span className={classes.where}>not stored here</span>
        )}
      </div>
      {(link.trace_state || link.flags > 0) && (
        <p className={classes.linkNote}>
          {link.flags > 0 && flagWords(link.flags)}
          {link.trace_state && (
            <>
              {link.flags > 0 && " · "}trace state <span className="mono">{link.trace_state}</span>
            </>
          )}
        </p>
      )}
      {link.attributes.map((attribute, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: keys may repeat, and links never change
        <AttributeRow key={index} attribute={attribute} read={null} reach="link" />
      ))}
    </div>
  );
}
