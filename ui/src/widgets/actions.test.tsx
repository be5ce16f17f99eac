import { fireEvent, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { canRun, listenKeys, useActions } from "./actions";

function View({ actions, enabled }: { actions: Parameters<typeof useActions>[0]; enabled?: boolean }) {
  useActions(actions, enabled);
  return null;
}

let stop: () => void;
beforeEach(() => {
  stop = listenKeys(window);
});
afterEach(() => stop());
const press = (key: string, target: Element = document.body, more = {}) =>
  fireEvent.keyDown(target, { key, ...more });

describe("keys and views", () => {
  it("runs the handler of the view on screen, and stops with it", () => {
    const next = vi.fn();
    const { unmount } = render(<View actions={{ "row-next": next }} />);
    press("j");
    press("ArrowDown");
    expect(next).toHaveBeenCalledTimes(2);
    unmount();
    press("j");
    expect(next).toHaveBeenCalledTimes(2);
    expect(canRun("row-next")).toBe(false);
  });

  it("asks the latest view first, and an earlier one when it declines", () => {
    const first = vi.fn();
    const second = vi.fn(() => false);
    render(<View actions={{ back: first }} />);
    render(<View actions={{ back: second }} />);
    press("Escape");
    expect(second).toHaveBeenCalledOnce();
    expect(first).toHaveBeenCalledOnce();
  });

  it("leaves keys alone while someone types, but for chords", () => {
    const next = vi.fn();
    const palette = vi.fn();
    render(
      <>
        <View actions={{ "row-next": next, palette }} />
        <input aria-label="field" />
      </>,
    );
    const field = document.querySelector("input") as HTMLInputElement;
    press("j", field);
    press("k", field, { ctrlKey: true });
    expect(next).not.toHaveBeenCalled();
    expect(palette).toHaveBeenCalledOnce();
  });

  it("leaves Enter to a focused button or link", () => {
    const open = vi.fn();
    render(
      <>
        <View actions={{ "row-open": open }} />
        <button type="button">x</button>
      </>,
    );
    press("Enter", document.querySelector("button") as HTMLButtonElement);
    expect(open).not.toHaveBeenCalled();
    press("Enter");
    expect(open).toHaveBeenCalledOnce();
  });

  it("follows sequences, and starts again after a wrong key", () => {
    const logs = vi.fn();
    const next = vi.fn();
    render(<View actions={{ "go-logs": logs, "row-next": next }} />);
    press("g");
    press("l");
    expect(logs).toHaveBeenCalledOnce();
    press("g");
    press("j");
    expect(next).toHaveBeenCalledOnce();
  });

  it("does nothing while disabled", () => {
    const next = vi.fn();
    render(<View actions={{ "row-next": next }} enabled={false} />);
    press("j");
    expect(next).not.toHaveBeenCalled();
  });
});
