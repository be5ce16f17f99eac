/** How all conversations are shown: Markdown, text or JSON. One switch for all of them, remembered in this browser. */
import { useSyncExternalStore } from "react";

export const FORMS = ["markdown", "text", "json"] as const;
export type Form = (typeof FORMS)[number];

const KEPT = "conversation.form";
const listeners = new Set<() => void>();
let form: Form | null = null;

function read(): Form {
  form ??= FORMS.find((one) => one === localStorage.getItem(KEPT)) ?? "markdown";
  return form;
}

/** Chooses for all conversations on screen, and for the next time. */
export function chooseForm(next: Form): void {
  form = next;
  localStorage.setItem(KEPT, next);
  for (const listener of listeners) listener();
}

/** The form in force. */
export function useForm(): Form {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, read);
}
