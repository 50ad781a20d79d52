// The session, and the rounds of questions to the kiosk. The next question waits for the answer to the last one, so
// nothing piles up; a page that nobody sees asks nothing.
import { byId } from "./dom.js";
import { drawCurve } from "./curve.js";
import { drawOutlines } from "./outlines.js";
import { showFindings, showMessages, showState } from "./view.js";

const STATE_MS = 500, OUTLINES_MS = 200, SENT_MS = 10000, DOCTOR_MS = 1000;

const token = location.hash.slice(1);
if (token) history.replaceState(null, "", location.pathname);

class ClosedError extends Error {}

function close(why) {
  document.body.classList.add("closed");
  byId("closed").hidden = false;
  byId("why-closed").textContent = why;
}

async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  if (answer.status === 403) throw new ClosedError(await answer.text());
  return answer;
}

const json = async (path) => (await ask(path)).json();
const post = (path) => ask(path, { method: "POST" });

function lost() {
  const age = byId("age");
  age.textContent = "The kiosk does not answer. Does it run?";
  age.classList.add("stale");
}

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

let hasDoctor = false;
async function showDoctor() {
  if (hasDoctor) showFindings(await json("/doctor.json"));
}

function act(id, path) {
  byId(id).onclick = async () => {
    try {
      await post(path);
    } catch (error) {
      if (error instanceof ClosedError) close(error.message);
      else lost();
    }
  };
}

async function start() {
  let why = "";
  try {
    const login = token ? await fetch("/login", { method: "POST", body: token }) : null;
    if (login && !login.ok) why = await login.text();  // a session of before may still be open
    await ask("/state.json");
  } catch (error) {
    if (error instanceof ClosedError) return close(why || error.message);
    lost();
  }
  act("pause", "/pause");
  act("resume", "/resume");
  act("check", "/doctor");
  round(async () => {
    const now = await json("/state.json");
    hasDoctor = now.has_doctor;
    showState(now);
  }, STATE_MS);
  round(async () => drawOutlines(await json("/outlines.json")), OUTLINES_MS);
  round(showSent, SENT_MS);
  round(showDoctor, DOCTOR_MS);
}

addEventListener("resize", () => { if (sent) drawCurve(JSON.parse(sent).windows); });
start();
