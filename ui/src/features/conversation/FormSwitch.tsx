/** The one switch of all conversations: Markdown, text or JSON. */
import { SegmentedControl } from "@mantine/core";
import { chooseForm, FORMS, type Form, useForm } from "./form";

const WORDS: Record<Form, string> = { markdown: "Markdown", text: "Text", json: "JSON" };

export function FormSwitch() {
  const form = useForm();
  return (
    <SegmentedControl
      size="xs"
      aria-label="How messages are shown"
      value={form}
      onChange={(next) => chooseForm(next as Form)}
      data={FORMS.map((value) => ({ value, label: WORDS[value] }))}
    />
  );
}
