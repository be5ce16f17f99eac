/** The line at the bottom. */
import classes from "./frame.module.css";

export function StatusLine() {
  return <footer className={classes.status} />;
}
