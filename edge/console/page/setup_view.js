// The set-up view: pictures while a permit stands. They are drawn on a canvas and kept nowhere.
import { byId, clock, PassingText, setText } from "./dom.js";
import { t } from "./language.js";

let isMine = false;
export const refusedView = new PassingText();

export const hasPermit = () => isMine;

// Draws one picture. The canvas is all that holds it.
export async function drawPicture(blob) {
  const bitmap = await createImageBitmap(blob);
  const canvas = byId("picture");
  if (isMine) {
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    setShape(bitmap.width / bitmap.height);
    canvas.hidden = false;
  }
  bitmap.close();
}

export function clearPicture() {
  const canvas = byId("picture");
  canvas.width = canvas.height = 1;  // frees its pixels
  canvas.hidden = true;
}

// Outlines, picture and masks lie on each other, in the picture's own shape.
export function setShape(aspect) {
  const frame = byId("frame");
  if (frame.style.getPropertyValue("--aspect") !== String(aspect)) frame.style.setProperty("--aspect", String(aspect));
}

export function showView(now) {
  const view = now.view;
  for (const id of ["outlines", "view-actions"]) byId(id).toggleAttribute("hidden", !view);
  byId("in-view").hidden = Boolean(view);
  setText("in-view", t("view_needed"));
  if (!view) return;
  const stands = view.until_s !== null;
  isMine = stands && view.is_mine;
  byId("view-begin").disabled = stands;
  byId("view-end").disabled = !isMine;
  let says = refusedView.shown;
  if (isMine) says = t("view_until", { time: clock(view.until_s), text: view.text });
  else if (stands) says = t("view_other", { time: clock(view.until_s) });
  setText("view-says", says);
  if (!isMine) clearPicture();
}
