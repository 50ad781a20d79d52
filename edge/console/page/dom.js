// Small helpers to build the page. All text goes in as text, never as markup.
const PASSES_MS = 5000;

export const byId = (id) => document.getElementById(id);

export function element(name, text = "", kind = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function shape(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

// Changes nothing where nothing changed: a screen reader is not disturbed, and a selection stays.
export function setText(id, text) {
  const target = byId(id);
  if (target.textContent !== text) target.textContent = text;
}

// A text that is shown for a few seconds, such as the reason why something was not done.
export class PassingText {
  text = "";
  since = 0;

  say(text) { [this.text, this.since] = [text, performance.now()]; }

  get shown() { return performance.now() - this.since < PASSES_MS ? this.text : ""; }
}

export function setChildren(id, made) {
  const target = byId(id);
  const next = element("div");
  next.append(...made);
  if (target.innerHTML !== next.innerHTML) target.replaceChildren(...next.childNodes);
}

export function terms(id, pairs) {
  setChildren(id, pairs.flatMap(([term, text]) => [element("dt", term), element("dd", text)]));
}

const UNITS = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];

export function duration(seconds) {
  let rest = Math.max(0, Math.floor(seconds));
  const parts = [];
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count || parts.length) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

export const clock = (at_s) => new Date(at_s * 1000).toLocaleTimeString([], { hour12: false });
