// The rounds of questions to the kiosk. The next question waits for the answer to the last one, so
// nothing piles up; a page that nobody sees asks nothing.
import { byId } from "./dom.js";
import { drawCurve } from "./curve.js";
import { drawOutlines } from "./outlines.js";
import { MaskEditor } from "./masks.js";
import { begin, ask, ClosedError, close, failed, json, post } from "./session.js";
import { startSettings } from "./settings.js";
import { clearPicture, drawPicture, hasPermit, refusedView, showView } from "./setup_view.js";
import { showWholeWay } from "./whole_way.js";
import { refusedPause, showFindings, showMessages, showState } from "./view.js";
import { t } from "./language.js";

const STATE_MS = 500, OUTLINES_MS = 200, PICTURE_MS = 500, SENT_MS = 10000, DOCTOR_MS = 1000;

async function round(work, pause_ms) {
  for (;;) {
    try {
      if (document.visibilityState === "visible") await work();
    } catch (error) {
      failed(error);
      if (error instanceof ClosedError) return clearPicture();
    }
    await new Promise((done) => setTimeout(done, pause_ms));
  }
}

let sent = null;
async function showSent() {
  const text = await (await ask("/sent.json")).text();
  if (text === sent) return;
  sent = text;
  const today = JSON.parse(text);
  showMessages(today.messages);
  drawCurve(today.windows);
}

let hasDoctor = false, hasSettings = false;
async function showDoctor() {
  if (!hasDoctor) return;
  showFindings(await json("/doctor.json"));
  await showWholeWay(ask);
}

async function showPicture() {
  if (!hasPermit()) return;
  const answer = await ask("/view/picture");
  if (answer.status === 200) await drawPicture(await answer.blob());
  else clearPicture();
}

async function loadMasks() {
  return (await json("/masks.json")).masks;
}

// Gives the reason why the masks were not saved; empty if they were.
async function saveMasks(before, masks) {
  try {
    const answer = await ask("/masks", { method: "POST", body: JSON.stringify({ before, masks }) });
    return answer.ok ? "" : answer.text();
  } catch (error) {
    if (!(error instanceof ClosedError)) return t("no_answer");
    close(error.message);
    return error.message;
  }
}

let showsPeople = true;  // outlines and pictures, which a listener on the network may not have
let editor = null;
async function showEditor(now) {
  for (const part of document.querySelectorAll(".mask-part")) if (part.id !== "mask-tools") part.hidden = !now.has_settings;
  if (!now.has_settings || editor) return;
  editor = new MaskEditor(loadMasks, saveMasks);
  await editor.read();
}

// `refused` shows the reason why the kiosk did not do it.
function act(id, path, refused) {
  byId(id).onclick = async () => {
    try {
      const answer = await post(path);
      if (!answer.ok && refused) refused.say(await answer.text());
    } catch (error) {
      failed(error);
    }
  };
}

async function start() {
  if (!await begin("/state.json")) return;
  act("pause", "/pause", refusedPause);
  act("resume", "/resume", refusedPause);
  act("check", "/doctor");
  act("view-begin", "/view/begin", refusedView);
  act("view-end", "/view/end");
  act("whole-way", "/whole-way");
  round(async () => {
    const now = await json("/state.json");
    hasDoctor = now.has_doctor;
    if (now.has_settings && !hasSettings) {
      hasSettings = true;
      startSettings().catch(failed);
    }
    showsPeople = Boolean(now.view);
    showState(now);
    showView(now);
    await showEditor(now);
  }, STATE_MS);
  round(async () => { if (showsPeople) drawOutlines(await json("/outlines.json")); }, OUTLINES_MS);
  round(showPicture, PICTURE_MS);
  round(showSent, SENT_MS);
  round(showDoctor, DOCTOR_MS);
}

addEventListener("pagehide", () => { if (hasPermit()) navigator.sendBeacon("/view/end"); });
addEventListener("resize", () => { if (sent) drawCurve(JSON.parse(sent).windows); });
start();
