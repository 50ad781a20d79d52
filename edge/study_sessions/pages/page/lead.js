// The session leader's page: asks for the state, shows the session or the list, and sends what a button asks for.
import { byId, PassingText, setText } from "./dom.js";
import { showLive } from "./lead_live.js";
import { showList } from "./lead_list.js";
import { EndedError, ask, login, post } from "./session.js";

const LOOK_MS = 400, SLOW_MS = 2000, SURE_MS = 5000;
const LOST = "The command that serves this page has ended or is not responding.";

const says = { do: new PassingText(), mark: new PassingText(), start: new PassingText() };

function close(why) {
  document.body.className = "closed";
  byId("closed").hidden = false;
  byId("why-closed").textContent = why;
}

// Sends one request; a refusal is shown for a few seconds where the button is.
async function send(path, values, place, done = "") {
  try {
    const answer = await post(path, values);
    says[place].say(answer.ok ? done : (await answer.text()).trim());
  } catch (error) {
    says[place].say(error instanceof EndedError ? error.message : LOST);
  }
  setText(`${place}-says`, says[place].shown);
}

const act = (action) => send("/act", { do: action }, "do");
const mark = (text) => send("/mark", { text }, "mark", `Marked: ${text}`);

// A session that has ended cannot be resumed, so the button must be pressed twice.
let sureUntil = 0;
function end() {
  if (performance.now() < sureUntil) {
    sureUntil = 0;
    act("end");
  } else sureUntil = performance.now() + SURE_MS;
  showEnd();
}
const showEnd = () => setText("do-end", performance.now() < sureUntil ? "Press again to end it" : "End the session");

byId("do-baseline").onclick = () => act("baseline");
byId("do-adverts").onclick = () => act("adverts");
byId("do-pause").onclick = () => act(byId("do-pause").dataset.action);
byId("do-end").onclick = end;
byId("people").addEventListener("click", (event) => {
  const name = event.target.dataset?.participant;
  if (name) send("/session", { participant: name }, "start", "Starting the session. The camera takes a moment.");
});
byId("mark-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("mark").value.trim();
  if (text) mark(text);
  byId("mark").value = "";
});
addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea");
  if (isTyping || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.body.className === "session" && /^[1-9]$/.test(event.key)) mark(event.key);
});

function show(now) {
  document.body.className = now.live || now.is_busy ? "session" : "list";
  setText("name", now.study.name);
  setText("age", "");
  byId("age").classList.remove("stale");
  showList(now);
  showLive(now);
  showEnd();
  for (const place of Object.keys(says)) setText(`${place}-says`, says[place].shown);
}

async function look() {
  let wait = LOOK_MS;
  try {
    if (document.visibilityState === "visible") {
      const now = await (await ask("/state.json")).json();
      show(now);
      if (!now.live) wait = now.is_busy ? LOOK_MS : SLOW_MS;
    }
  } catch (error) {
    if (error instanceof EndedError) {
      close(error.message);
      return;
    }
    setText("age", LOST);
    byId("age").classList.add("stale");
    wait = SLOW_MS;
  }
  setTimeout(look, wait);
}

login().catch(() => {}).finally(look);
