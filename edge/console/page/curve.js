// Bars of the day: watchers of each window that was sent, at its time.
import { byId, clock, element, shape } from "./dom.js";
import { t } from "./language.js";

const LEFT = 30, BOTTOM = 18, TOP = 8;

export function drawCurve(windows) {
  const svg = byId("curve"), says = byId("curve-says");
  if (!windows.length) {
    svg.replaceChildren();
    svg.setAttribute("hidden", "");
    says.textContent = t("no_window");
    return;
  }
  svg.removeAttribute("hidden");
  const width = svg.clientWidth, height = svg.clientHeight;
  const from_s = windows[0].from_s, to_s = windows[windows.length - 1].to_s;
  const most = Math.max(1, ...windows.map((one) => one.watchers));
  const x = (at_s) => LEFT + (at_s - from_s) / Math.max(1, to_s - from_s) * (width - LEFT - 4);
  const y = (count) => height - BOTTOM - count / most * (height - BOTTOM - TOP);
  const bars = windows.map((one) => shape("rect", {
    class: "bar", x: x(one.from_s), width: Math.max(1, x(one.to_s) - x(one.from_s) - 1),
    y: y(one.watchers), height: height - BOTTOM - y(one.watchers),
  }));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(
    shape("line", { x1: LEFT, x2: width, y1: y(0), y2: y(0) }),
    shape("text", { x: LEFT - 5, y: y(most) + 8, "text-anchor": "end" }, String(most)),
    shape("text", { x: LEFT - 5, y: y(0), "text-anchor": "end" }, "0"),
    shape("text", { x: LEFT, y: height - 4 }, clock(from_s)),
    shape("text", { x: width - 4, y: height - 4, "text-anchor": "end" }, clock(to_s)),
    ...bars,
  );
  const sum = windows.reduce((total, one) => total + one.watchers, 0);
  const times = { from: clock(from_s), to: clock(to_s) };
  says.textContent = t(windows.length === 1 ? "windows_one" : "windows_many", { count: windows.length, sum, most, ...times });
}
