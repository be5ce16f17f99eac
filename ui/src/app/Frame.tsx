/** The frame round every view: rail, bar, view, status line. Lays them out; each part owns itself. */
import { Outlet } from "@tanstack/react-router";
import { Bar } from "./Bar";
import classes from "./frame.module.css";
import { Rail } from "./Rail";
import { StatusLine } from "./StatusLine";

export function Frame() {
  return (
    <div className={classes.app}>
      <a className={classes.skip} href="#view">
        Skip to the view
      </a>
      <Rail />
      <Bar />
      <main id="view" className={classes.view} tabIndex={-1}>
        <Outlet />
      </main>
      <StatusLine />
    </div>
  );
}
