// The rounds of questions to the kiosk. The next question waits for the answer to the last one, so
// nothing piles up; a page that nobody sees asks nothing.
import { byId } from "./dom.js";
import { drawCurve } from "./curve.js";
import { drawOutlines } from "./outlines.js";
import { begin, ask, ClosedError, close, failed, json, lost, post } from "./session.js";
import { startSettings } from "./settings.js";
import { showFindings, showMessages, showState } from "./view.js";

const STATE_MS = 500, OUTLINES_MS = 200, SENT_MS = 10000, DOCTOR_MS = 1000;

async function round(work, pause_ms) {
  for (;;) {
    try {
      if (document.visibilityState === "visible") await work();
    } catch (error) {
      if (error instanceof ClosedError) return close(error.message);
      lost();
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
  if (hasDoctor) showFindings(await json("/doctor.json"));
}

function act(id, path) {
  byId(id).onclick = async () => {
    try {
      await post(path);
    } catch (error) {
      failed(error);
    }
  };
}

async function start() {
  if (!await begin("/state.json")) return;
  act("pause", "/pause");
  act("resume", "/resume");
  act("check", "/doctor");
  round(async () => {
    const now = await json("/state.json");
    hasDoctor = now.has_doctor;
    if (now.has_settings && !hasSettings) {
      hasSettings = true;
      startSettings().catch(failed);
    }
    showState(now);
  }, STATE_MS);
  round(async () => drawOutlines(await json("/outlines.json")), OUTLINES_MS);
  round(showSent, SENT_MS);
  round(showDoctor, DOCTOR_MS);
}

addEventListener("resize", () => { if (sent) drawCurve(JSON.parse(sent).windows); });
start();
