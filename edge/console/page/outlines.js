// Outlines of faces: rectangles without a number, a name or a past.
import { byId, shape } from "./dom.js";
import { hasPermit, setShape } from "./setup_view.js";

export function drawOutlines(it) {
  const svg = byId("outlines");
  if (!hasPermit()) setShape(it.aspect);
  svg.setAttribute("viewBox", `0 0 ${it.aspect} 1`);
  svg.replaceChildren(...it.rectangles.map((one) => shape("rect", {
    x: one.x * it.aspect, y: one.y, width: one.w * it.aspect, height: one.h,
  })));
}
