/** The bar on top. */
import classes from "./frame.module.css";

export function Bar() {
  return <header className={classes.bar} />;
}
