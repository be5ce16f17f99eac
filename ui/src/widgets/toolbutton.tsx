/** A small button with an icon, for rows of facts: its label is its name and its tooltip. */
import type { ReactNode } from "react";
import classes from "./toolbutton.module.css";

interface ToolButtonProps {
  label: string;
  /** For what is on or off. */
  pressed?: boolean;
  onClick: () => void;
  children: ReactNode;
}

export function ToolButton({ label, pressed, onClick, children }: ToolButtonProps) {
  // A title, not a tooltip of its own: a list has hundreds of these.
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
