// Keys that lead out of the page, or lay a dialog over it: the page takes them before the browser acts on them. What is
// left is what a page needs: letters, Tab and Enter, arrows, and the editing of a comment.
const PAGE_KEYS = new Set(["Tab", "Enter", "Escape", "Backspace", "Delete", "Insert", "Home", "End", "PageUp", "PageDown",
  "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Shift", "CapsLock", "NumLock", "AltGraph", "Dead", "Compose", "Process",
  "Unidentified"]);
const EDITING = new Set(["a", "z", "Backspace", "Delete", "ArrowLeft", "ArrowRight", "Home", "End"]);

const isEditing = (event) => EDITING.has(event.key) && !event.shiftKey && Boolean(event.target.closest?.("textarea, input"));

function isOfPage(event) {
  if (event.altKey || event.metaKey) return false;
  if (event.ctrlKey) return isEditing(event);
  if (event.shiftKey && event.key === "Escape") return false; // the browser's task manager
  return [...event.key].length === 1 || PAGE_KEYS.has(event.key);
}

const take = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

// Takes the keys of a window: the page's own, or that of a frame in it. The context menu prints and saves; Ctrl and the
// wheel shrink the notice.
export function takeKeys(view) {
  const takeEarly = { capture: true, passive: false };
  view.addEventListener("keydown", (event) => { if (!isOfPage(event)) take(event); }, takeEarly);
  view.addEventListener("contextmenu", take, takeEarly);
  view.addEventListener("wheel", (event) => { if (event.ctrlKey) take(event); }, takeEarly);
}
