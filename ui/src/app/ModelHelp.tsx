/** What is read of model calls and how it is counted, on one page: conversations, sessions, tokens, cost, story. Holds no rule itself. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { actionCaps } from "../base/keymap";
import { isMac } from "../host";
import { Keys } from "../widgets/text";
import classes from "./help.module.css";

export function ModelHelp({ onClose }: { onClose: () => void }) {
  return (
    <div className={classes.topics}>
      <Topic title="Conversation">
        A model call opens as what the model saw and said. What the call before had is one line that opens;
        what is new is marked. Point at a tool call to light its result; its name shows its definition,{" "}
        <b>Span</b> leads to where it ran. Markdown, Text and JSON switch all of it at once. The trace has a
        Conversation of its own: its calls and tools as one dialogue.
      </Topic>
      <Topic title="Nothing is fetched, nothing is run">
        HTML in a message stays letters. Pictures and sound that came with it are shown; what lies at an
        address is loaded only when you press its button.
      </Topic>
      <Topic title="No content?">
        Most libraries record messages only when told to. The tab then names the setting of the library that
        sent the call.
      </Topic>
      <Topic title="Tokens">
        Input includes what was read from a cache, output includes reasoning. Agents and wrappers repeat what
        the calls below them used: one of them counts, and the number under the answer says which and why.
        “Not reported” is never 0; ≥ is a sum of which some part is not known.
      </Topic>
      <Topic title="Cost">
        Worked out from tokens and the price table that comes with the app; each cost shows its receipt when
        you point at it. A model without a price is “unpriced”.{" "}
        <Link to="/settings" onClick={onClose}>
          Settings
        </Link>{" "}
        has the table, your own prices and other names for models.
      </Topic>
      <Topic title="Sessions">
        Traces that name the same session or conversation read as one dialogue under{" "}
        <Link to="/sessions" onClick={onClose}>
          Sessions
        </Link>
        , with the growth of the context by turn; <Keys caps={actionCaps("go-sessions", isMac)} /> goes there.
        A turn leads to its trace.
      </Topic>
      <Topic title="Story">
        <Keys caps={actionCaps("story", isMac)} /> in a trace leaves agents, models, tools, retrievals and
        evaluators. What lies between is a pill with its count and time; press it to unfold. Errors inside
        stay marked on it.
      </Topic>
    </div>
  );
}

function Topic({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      <p>{children}</p>
    </section>
  );
}
