/** Every key, printed from the key map. Holds no key of its own. */
import { Modal } from "@mantine/core";
import { Fragment } from "react";
import { KEYMAP, keyCaps, type Scope } from "../base/keymap";
import { isMac } from "../host";
import { Keys } from "../widgets/text";
import classes from "./help.module.css";

const SECTIONS: readonly { scope: Scope; title: string }[] = [
  { scope: "app", title: "Everywhere" },
  { scope: "list", title: "In a list" },
  { scope: "trace", title: "In a trace" },
  { scope: "timeline", title: "On the time axis" },
];

export function HelpSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="lg">
      <div className={classes.sheet}>
        {SECTIONS.map(({ scope, title }) => (
          <section key={scope}>
            <h3 className={classes.title}>{title}</h3>
            <dl className={classes.keys}>
              {KEYMAP.filter((binding) => binding.scope === scope).map((binding) => (
                <Fragment key={binding.action}>
                  <dt>
                    {binding.keys.map((keys, index) => (
                      <Fragment key={keys}>
                        {index > 0 && <span className="faint"> or </span>}
                        <Keys caps={keyCaps(keys, isMac)} />
                      </Fragment>
                    ))}
                  </dt>
                  <dd>{binding.label}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.note}>None works while you type in a field.</p>
    </Modal>
  );
}
