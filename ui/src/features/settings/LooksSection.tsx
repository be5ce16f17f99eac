/** Theme, colours, times. Each change holds at once, here and in every other window on the same database. */
import { SegmentedControl, Switch } from "@mantine/core";
import { useChangeSettings, useSettings } from "../../api/settings";
import { Notice } from "../../widgets/states";
import { Item, Section } from "./Section";

const THEMES = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function LooksSection() {
  const settings = useSettings();
  const change = useChangeSettings();
  return (
    <Section id="looks" title="Looks">
      {change.error && <Notice tone="bad">Not saved: {change.error.message}</Notice>}
      <Item label="Theme">
        <SegmentedControl
          aria-label="Theme"
          data={[...THEMES]}
          value={settings.theme}
          onChange={(theme) => change.mutate({ theme: theme as typeof settings.theme })}
        />
      </Item>
      <Item label="Colour spans by service" note="Off: by what they do (model, tool, HTTP, …)">
        <Switch
          aria-label="Colour spans by service"
          checked={settings.colour_by_service}
          onChange={(event) => change.mutate({ colour_by_service: event.currentTarget.checked })}
        />
      </Item>
      <Item label="Clock times in lists" note="Off: “12 s ago” for what is less than a minute old">
        <Switch
          aria-label="Clock times in lists"
          checked={settings.absolute_times}
          onChange={(event) => change.mutate({ absolute_times: event.currentTarget.checked })}
        />
      </Item>
    </Section>
  );
}
