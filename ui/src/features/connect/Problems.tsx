/** What was refused or went wrong since the start, with the client that sent it. */
import type { Problem } from "@proto";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { plural } from "../../base/format";
import { nanos } from "../../base/time";
import { Pill, Time } from "../../widgets/text";
import classes from "./connect.module.css";

export function Problems({ problems, rejected }: { problems: readonly Problem[]; rejected: string }) {
  // The status line leads here. The router looked for the place before the status had arrived.
  const section = useRef<HTMLElement>(null);
  const hash = useLocation({ select: (location) => location.hash });
  useEffect(() => {
    if (hash === "problems") section.current?.scrollIntoView({ block: "start" });
  }, [hash]);
  return (
    <section ref={section} id="problems" className={classes.problems} aria-label="Problems">
      <h2 className={classes.subhead}>
        Problems since the start
        {rejected !== "0" && <Pill tone="warn">{plural(rejected, "item")} refused</Pill>}
      </h2>
      {problems.length === 0 ? (
        <p className={classes.hint}>None: everything that came in was understood and stored.</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>Last</th>
              <th>Where</th>
              <th>What</th>
              <th>Client</th>
              <th className="num">Times</th>
              <th className="num">Refused</th>
            </tr>
          </thead>
          <tbody>
            {problems.map((problem) => (
              <tr key={`${problem.place} ${problem.message} ${problem.client}`}>
                <td className="mono dim">
                  <Time ns={nanos(problem.at)} />
                </td>
                <td>{problem.place}</td>
                <td className={classes.what}>{problem.message}</td>
                <td className="dim">{problem.client || <span className="faint">did not say</span>}</td>
                <td className="num">{problem.times}</td>
                <td className="num">{problem.rejected}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
