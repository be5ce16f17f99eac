/** Every key, printed from the key map, what is read of model calls, and the page of the filter language. Holds no key of its own. */
import { Modal } from "@mantine/core";
import { Fragment, lazy, Suspense } from "react";
import { KEYMAP, keyCaps, type Scope } from "../base/keymap";
import { isMac } from "../host";
import { TabPanel, Tabs } from "../widgets/tabs";
import { Keys } from "../widgets/text";
import classes from "./help.module.css";

const QueryHelp = lazy(() => import("./QueryHelp").then((m) => ({ default: m.QueryHelp })));

const ModelHelp = lazy(() => import("./ModelHelp").then((m) => ({ default: m.ModelHelp })));

export type HelpPage = "keys" | "models" | "language";

const SECTIONS: readonly { scope: Scope; title: string }[] = [
  { scope: "app", title: "Everywhere" },
  { scope: "list", title: "In a list" },
  { scope: "trace", title: "In a trace" },
  { scope: "timeline", title: "On the time axis" },
];

interface HelpSheetProps {
  page: HelpPage;
  onPage: (page: HelpPage) => void;
  onClose: () => void;
}

export function HelpSheet({ page, onPage, onClose }: HelpSheetProps) {
  return (
    <Modal opened onClose={onClose} title="Help" size={page === "language" ? 940 : "lg"}>
      <Tabs<HelpPage>
        label="Pages of help"
        tabs={[
          { id: "keys", label: "Keys" },
          { id: "models", label: "Model calls" },
          { id: "language", label: "Filter language" },
        ]}
        value={page}
        onChange={onPage}
      >
        <TabPanel id="keys">
          <KeyTable />
        </TabPanel>
        <TabPanel id="models">
          <Suspense>
            <ModelHelp onClose={onClose} />
          </Suspense>
        </TabPanel>
        <TabPanel id="language">
          <div className={classes.language}>
            <Suspense>
              <QueryHelp onClose={onClose} />
            </Suspense>
          </div>
        </TabPanel>
      </Tabs>
    </Modal>
  );
}

function KeyTable() {
  return (
    <>
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
    </>
  );
}
