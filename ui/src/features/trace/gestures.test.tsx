/** The pointer over the lanes: panning, choosing a stretch, zooming about a point, and what is left alone. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createGestures } from "./gestures";
import { createTimeline } from "./timeline";

/** Lanes of 1,000 pixels (8 of padding each side) right of 300 pixels of names, at the window's left edge. */
function waterfall(total = 1000) {
  const box = document.createElement("div");
  box.innerHTML =
    '<div data-cursor hidden><span></span></div><div data-band hidden></div><div class="lane"></div>';
  box.setPointerCapture = vi.fn();
  const timeline = createTimeline(null, total);
  const place = { box: () => box, scroller: () => box, nameWidth: () => 300, laneWidth: () => 1016 };
  return { box, timeline, gestures: createGestures(place, timeline) };
}

const lane = (time: number) => 300 + 8 + time;

describe("gestures", () => {
  let view = waterfall();
  const press = (clientX: number, more: Partial<PointerEvent> = {}) => ({
    clientX,
    button: 0,
    shiftKey: false,
    pointerId: 1,
    target: view.box.querySelector(".lane"),
    ...more,
  });
  beforeEach(() => {
    view = waterfall();
  });

  it("pan while zoomed, by the pixels dragged", () => {
    view.timeline.set({ from: 400, to: 600 });
    view.gestures.handlers.onPointerDown(press(lane(500)));
    view.gestures.handlers.onPointerMove(press(lane(400)));
    view.gestures.handlers.onPointerUp(press(lane(400)));
    expect(view.timeline.zoom()).toEqual({ from: 420, to: 620 });
    expect(view.gestures.dragged()).toBe(true);
  });

  it("do not take a trembling press for a drag", () => {
    view.timeline.set({ from: 400, to: 600 });
    view.gestures.handlers.onPointerDown(press(lane(500)));
    view.gestures.handlers.onPointerMove(press(lane(502)));
    view.gestures.handlers.onPointerUp(press(lane(502)));
    expect(view.timeline.zoom()).toEqual({ from: 400, to: 600 });
    expect(view.gestures.dragged()).toBe(false);
  });

  it("choose a stretch with Shift and show it while it is chosen", () => {
    view.gestures.handlers.onPointerDown(press(lane(700), { shiftKey: true }));
    view.gestures.handlers.onPointerMove(press(lane(200)));
    const band = view.box.querySelector<HTMLElement>("[data-band]");
    expect(band?.hidden).toBe(false);
    expect(band?.style.width).toBe("500px");
    view.gestures.handlers.onPointerUp(press(lane(200)));
    expect(band?.hidden).toBe(true);
    expect(view.timeline.zoom()).toEqual({ from: 200, to: 700 });
  });

  it("say the time under the pointer, over the lanes only", () => {
    const cursor = view.box.querySelector<HTMLElement>("[data-cursor]");
    view.gestures.handlers.onPointerMove(press(lane(250)));
    expect([cursor?.hidden, cursor?.textContent]).toEqual([false, "250 ns"]);
    view.gestures.handlers.onPointerMove(press(100));
    expect(cursor?.hidden).toBe(true);
  });

  it("zoom about the pointer with Ctrl and wheel, and leave the plain wheel to scrolling", () => {
    const wheel = (more: Partial<WheelEventInit>) => {
      const event = new WheelEvent("wheel", { clientX: lane(250), cancelable: true, ...more });
      view.gestures.wheel(event);
      return event.defaultPrevented;
    };
    expect(wheel({ deltaY: 100 })).toBe(false);
    expect(wheel({ deltaY: -100, ctrlKey: true })).toBe(true);
    const zoom = view.timeline.zoom() ?? { from: 0, to: 1 };
    expect((250 - zoom.from) / (zoom.to - zoom.from)).toBeCloseTo(0.25);
    expect(wheel({ deltaX: 50 })).toBe(true);
    expect(view.timeline.zoom()?.from).toBeGreaterThan(zoom.from);
  });

  it("keep the ruler's focus and the names' selection of text, but select none over the lanes", () => {
    const prevented = (clientX: number, target: Element) => {
      const event = { clientX, target, preventDefault: vi.fn() };
      view.gestures.handlers.onMouseDown(event);
      return event.preventDefault.mock.calls.length === 1;
    };
    const ruler = document.createElement("div");
    ruler.dataset.timeline = "";
    expect(prevented(lane(100), view.box)).toBe(true);
    expect(prevented(lane(100), ruler)).toBe(false);
    expect(prevented(50, view.box)).toBe(false);
  });

  it("leave presses on names, ruler and border to those", () => {
    view.timeline.set({ from: 400, to: 600 });
    view.gestures.handlers.onPointerDown(press(50));
    view.gestures.handlers.onPointerMove(press(400));
    expect(view.timeline.zoom()).toEqual({ from: 400, to: 600 });
  });
});
