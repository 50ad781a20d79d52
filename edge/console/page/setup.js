// The questions for the first settings: each step is kept by itself, and tried. The last button begins the kiosk.
import { byId, element } from "./dom.js";
import { changes, fields } from "./form.js";
import { ask, begin, failed, post } from "./session.js";

const LOOK_MS = 1000;

function says(target, text, kind = "") {
  target.textContent = text;
  target.className = kind;
}

function findings(found) {
  const list = element("ul", "", "findings");
  list.append(...found.map((one) => {
    const item = element("li", `${one.part}: ${one.text}`, one.level);
    item.append(element("small", one.cure ? `${one.level}. ${one.cure}` : one.level));
    return item;
  }));
  return list;
}

function button(text, work, kind = "") {
  const made = element("button", text, kind);
  made.type = "button";
  made.onclick = async () => {
    made.disabled = true;
    try { await work(); } catch (error) { failed(error); }
    made.disabled = false;
  };
  return made;
}

// Keeps what was changed in a step. True if it was kept, or nothing was changed.
async function keep(form, step, status) {
  const changed = changes(form, step.questions);
  if (Object.keys(changed).length) {
    const answer = await post("/answers", JSON.stringify(changed));
    if (!answer.ok) {
      says(status, await answer.text(), "error");
      return false;
    }
  }
  says(status, "Kept.", "ok");
  return true;
}

async function attempt(step, status, result) {
  says(status, "Trying. This takes up to half a minute …");
  result.replaceChildren();
  const answer = await post("/attempt", step.name);
  if (!answer.ok) return says(status, await answer.text(), "error");
  const found = await answer.json();
  const wrong = found.filter((one) => one.level === "error").length;
  says(status, wrong ? `${wrong} to mend.` : "It works.", wrong ? "error" : "ok");
  result.replaceChildren(findings(found));
}

function codeField(refresh) {
  const row = element("div", "", "field");
  const label = element("label", "Code of the central server");
  const input = document.createElement("input");
  Object.assign(input, { id: "code", type: "text", autocomplete: "off" });
  label.htmlFor = "code";
  const status = element("p");
  status.setAttribute("role", "status");
  row.append(label, input, button("Take the code", async () => {
    says(status, "Asking the server …");
    const answer = await post("/code", input.value);
    if (!answer.ok) return says(status, await answer.text(), "error");
    await refresh();
  }, "quiet"), status);
  return row;
}

function section(step, number, refresh) {
  const made = element("section", "", "card live");
  made.id = `step-${step.name}`;
  made.setAttribute("aria-labelledby", `h-${step.name}`);
  const title = element("h2", `${number}. ${step.title}`);
  title.id = `h-${step.name}`;
  const form = document.createElement("form");
  const status = element("p");
  status.setAttribute("role", "status");
  const result = element("div");
  const kept = async (after = async () => {}) => {
    if (!await keep(form, step, status)) return;
    step.questions = (await refresh(step.name))?.questions ?? step.questions;
    for (const one of step.questions.filter((one) => one.kind === "secret")) {
      form.elements.namedItem(one.place).value = "";
    }
    await after();
  };
  const actions = element("p", "", "actions");
  actions.append(button("Keep", () => kept(), step.can_try ? "quiet" : ""));
  if (step.can_try) actions.append(button("Keep and try", () => kept(() => attempt(step, status, result))));
  form.append(...fields(step.questions), actions);
  form.onsubmit = (event) => {
    event.preventDefault();
    kept().catch(failed);
  };
  made.append(title, element("p", step.text, "note"));
  if (step.takes_code) made.append(codeField(() => refresh(null)));
  made.append(form, status, result);
  return made;
}

// Shows the steps, or what is missing alone. Gives the step of a name.
async function show(only) {
  const answer = await ask("/setup.json");
  if (!answer.ok) return void byId("missing").replaceChildren(element("li", await answer.text(), "error"));
  const { steps } = await answer.json();
  const missing = steps.filter((step) => step.missing).map((step) => element("li", step.missing, "warning"));
  byId("missing").replaceChildren(...(missing.length ? missing : [element("li", "Nothing is missing.", "ok")]));
  if (only === null) byId("steps").replaceChildren(...steps.map((step, at) => section(step, at + 1, show)));
  return steps.find((step) => step.name === only);
}

async function finish() {
  const status = byId("finish-says");
  const answer = await post("/finish");
  if (!answer.ok) return says(status, await answer.text(), "error");
  says(status, "Written. The kiosk starts; this page shows it in a moment …", "ok");
  for (;;) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    try {
      if ((await ask("/state.json")).ok) return location.reload();
    } catch { /* not yet */ }
  }
}

async function start() {
  if (!await begin("/setup.json")) return;
  await show(null);
  byId("finish").onclick = () => finish().catch(failed);
}
start().catch(failed);
