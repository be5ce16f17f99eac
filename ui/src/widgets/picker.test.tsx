import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { Picker } from "./picker";

const options = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ value: `s${i}`, label: `service-${i}`, note: "1" }));

function show(n: number, value?: string) {
  const onChange = vi.fn();
  render(
    <MantineProvider env="test">
      <Picker name="Service" all="All services" value={value} options={options(n)} onChange={onChange} />
    </MantineProvider>,
  );
  return onChange;
}

describe("Picker", () => {
  it("says what is chosen and offers to choose nothing", async () => {
    const onChange = show(3, "s1");
    await userEvent.click(screen.getByRole("button", { name: "Service: service-1" }));
    await userEvent.click(screen.getByRole("option", { name: "All services" }));
    expect(onChange).toHaveBeenCalledWith(undefined);
  });

  it("chooses by keyboard", async () => {
    const onChange = show(3);
    screen.getByRole("button", { name: "Service: All services" }).focus();
    await userEvent.keyboard("{Enter}{ArrowDown}{Enter}");
    expect(onChange).toHaveBeenCalledWith("s0");
  });

  it("searches a long list", async () => {
    const onChange = show(30);
    await userEvent.click(screen.getByRole("button"));
    await userEvent.type(screen.getByRole("textbox"), "ice-17");
    expect(screen.getAllByRole("option")).toHaveLength(1);
    await userEvent.click(screen.getByRole("option", { name: /service-17/ }));
    expect(onChange).toHaveBeenCalledWith("s17");
  });

  it("shows a choice that is no longer offered", () => {
    show(2, "gone");
    expect(screen.getByRole("button", { name: "Service: gone" })).toBeInTheDocument();
  });
});
