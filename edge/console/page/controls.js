// Parts of the setup's steps: a status line, and buttons that work once at a time.
import { element } from "./dom.js";
import { failed } from "./session.js";

export function says(target, text, kind = "") {
  target.textContent = text;
  target.className = kind;
}

export function button(text, work, kind = "") {
  const made = element("button", text, kind);
  made.type = "button";
  made.onclick = async () => {
    made.disabled = true;
    try { await work(); } catch (error) { failed(error); }
    made.disabled = false;
  };
  return made;
}
