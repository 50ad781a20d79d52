// The editor of masks: polygons over the outlines or the picture, by mouse, finger or keyboard.
import { byId, setText, shape } from "./dom.js";
import { t } from "./language.js";

const HANDLE = 13;  // radius in pixels: at least 24 across
const STEP = 0.005, LONG_STEP = 0.05;  // of the picture, by an arrow key
const FEWEST = 3;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const clamp = (value) => Math.min(1, Math.max(0, value));
const copy = (masks) => masks.map((mask) => mask.map((point) => [...point]));

export class MaskEditor {
  // `load` gives the masks of the settings; `save` takes those of before and the new ones, and gives a text if refused.
  constructor(load, save) {
    Object.assign(this, { load, save, svg: byId("masks"), masks: [], saved: [], undone: [], chosen: -1, drag: null });
    this.isOpen = false;
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.svg.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, () => { this.drag = null; });
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("focusin", (event) => this.choose(event.target));
    const acts = {
      "masks-edit": () => this.toggle(), "mask-add": () => this.add(), "mask-corner": () => this.addCorner(),
      "mask-remove": () => this.remove(), "masks-undo": () => this.undo(), "masks-save": () => this.keep(),
    };
    for (const [id, act] of Object.entries(acts)) byId(id).onclick = act;
    new ResizeObserver(() => this.draw()).observe(this.svg);
  }

  async read() {
    this.saved = await this.load();
    this.masks = copy(this.saved);
    this.undone = [];
    this.draw();
  }

  get isChanged() { return JSON.stringify(this.masks) !== JSON.stringify(this.saved); }

  toggle() {
    this.isOpen = !this.isOpen;
    this.chosen = this.isOpen && this.masks.length ? 0 : -1;
    this.draw();
  }

  // Remembers the masks as they are, before a change.
  change(act) {
    this.undone.push(copy(this.masks));
    act();
    this.draw();
  }

  undo() {
    if (!this.undone.length) return;
    this.masks = this.undone.pop();
    this.chosen = Math.min(this.chosen, this.masks.length - 1);
    this.draw();
  }

  add() {
    const at = 0.3 + 0.05 * (this.masks.length % 6);
    this.change(() => this.masks.push([[at, at], [at + 0.25, at], [at + 0.25, at + 0.25], [at, at + 0.25]]));
    this.chosen = this.masks.length - 1;
    this.draw();
    this.focus(`${this.chosen}`);
  }

  // Splits the longest edge of the chosen mask.
  addCorner() {
    const mask = this.masks[this.chosen];
    const next = (n) => mask[(n + 1) % mask.length];
    const lengths = mask.map(([x, y], n) => Math.hypot(x - next(n)[0], y - next(n)[1]));
    const n = lengths.indexOf(Math.max(...lengths));
    const [a, b] = [mask[n], next(n)];
    this.change(() => mask.splice(n + 1, 0, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]));
    this.focus(`${this.chosen} ${n + 1}`);
  }

  remove() {
    this.change(() => this.masks.splice(this.chosen, 1));
    this.chosen = Math.min(this.chosen, this.masks.length - 1);
    this.draw();
  }

  async keep() {
    const refused = await this.save(this.saved, this.masks);
    if (refused) return setText("masks-says", refused);
    this.saved = copy(this.masks);
    this.draw();
    setText("masks-says", t("masks_saved"));
  }

  // The mask and the corner of an element, as numbers; the corner is NaN for a whole mask.
  part(element) {
    const [mask, corner] = (element.dataset?.part ?? "").split(" ");
    return mask ? [Number(mask), corner === undefined ? NaN : Number(corner)] : null;
  }

  choose(element) {
    const part = this.part(element);
    if (!part || part[0] === this.chosen) return;
    this.chosen = part[0];
    this.draw();
  }

  at(event) {
    const box = this.svg.getBoundingClientRect();
    return [(event.clientX - box.x) / box.width, (event.clientY - box.y) / box.height];
  }

  grab(event) {
    const part = this.isOpen ? this.part(event.target) : null;
    if (!part) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.undone.push(copy(this.masks));
    this.drag = { part, from: this.at(event), began: copy(this.masks) };
    this.chosen = part[0];
    this.draw();
    this.focus(event.target.dataset.part);
  }

  move(event) {
    if (!this.drag) return;
    const [x, y] = this.at(event);
    this.masks = copy(this.drag.began);
    this.shift(this.drag.part, x - this.drag.from[0], y - this.drag.from[1]);
    this.draw();
  }

  // Moves a corner, or a whole mask as far as it stays inside the picture.
  shift([mask, corner], dx, dy) {
    const points = this.masks[mask];
    if (!Number.isNaN(corner)) {
      points[corner] = [clamp(points[corner][0] + dx), clamp(points[corner][1] + dy)];
      return;
    }
    const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
    const x = Math.min(1 - Math.max(...xs), Math.max(-Math.min(...xs), dx));
    const y = Math.min(1 - Math.max(...ys), Math.max(-Math.min(...ys), dy));
    this.masks[mask] = points.map((point) => [point[0] + x, point[1] + y]);
  }

  key(event) {
    const part = this.part(event.target), arrow = ARROWS[event.key];
    if (!part || !this.isOpen) return;
    if (arrow) {
      const step = event.shiftKey ? LONG_STEP : STEP;
      this.change(() => this.shift(part, arrow[0] * step, arrow[1] * step));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.removePart(part);
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      this.undo();
    } else {
      return;
    }
    event.preventDefault();
  }

  removePart([mask, corner]) {
    if (Number.isNaN(corner)) return this.remove();
    if (this.masks[mask].length > FEWEST) this.change(() => this.masks[mask].splice(corner, 1));
  }

  focus(part) { this.svg.querySelector(`[data-part="${part}"]`)?.focus({ preventScroll: true }); }

  // Draws all, and leaves the keyboard where it was.
  draw() {
    const { clientWidth: width, clientHeight: height } = this.svg;
    const focused = this.svg.contains(document.activeElement) ? document.activeElement.dataset.part : null;
    this.svg.setAttribute("viewBox", `0 0 ${width || 1} ${height || 1}`);
    this.svg.classList.toggle("open", this.isOpen);
    this.svg.replaceChildren(...this.masks.flatMap((mask, n) => this.shapes(mask, n, width, height)));
    if (focused) this.focus(focused);
    this.showButtons();
  }

  shapes(mask, n, width, height) {
    const points = mask.map(([x, y]) => [x * width, y * height]);
    const isChosen = this.isOpen && n === this.chosen;
    const reached = (part, name) => ({ tabindex: 0, role: "button", "data-part": part, "aria-label": name });
    const area = shape("polygon", {
      points: points.map((point) => point.join()).join(" "), class: isChosen ? "chosen" : "",
      ...(this.isOpen ? reached(n, t("mask_name", { number: n + 1 })) : {}),
    });
    const corners = isChosen ? points : [];
    return [area, ...corners.map(([x, y], corner) => shape("circle", {
      cx: x, cy: y, r: HANDLE, ...reached(`${n} ${corner}`, t("mask_corner_name", { number: n + 1, corner: corner + 1 })),
    }))];
  }

  showButtons() {
    byId("mask-tools").hidden = !this.isOpen;
    byId("camera").classList.toggle("wide", this.isOpen);
    setText("masks-edit", t(this.isOpen ? "masks_stop" : "masks_edit"));
    byId("masks-edit").setAttribute("aria-expanded", String(this.isOpen));
    for (const id of ["mask-corner", "mask-remove"]) byId(id).disabled = this.chosen < 0;
    byId("masks-undo").disabled = !this.undone.length;
    byId("masks-save").disabled = !this.isChanged;
    const form = ["masks_none", "masks_one"][this.masks.length] ?? "masks_many";
    const count = t(form, { count: this.masks.length });
    setText("masks-says", t(this.isChanged ? "masks_unsaved" : "masks_meaning", { count }));
  }
}
