// The questions for the first settings: each step is saved and tested on its own. The last button starts the kiosk.
import { cameraSearch } from "./cameras.js";
import { button, says } from "./controls.js";
import { byId, element } from "./dom.js";
import { changes, fields, propose } from "./form.js";
import { isEnglish, named, t } from "./language.js";
import { details, expected, refuse } from "./refusals.js";
import { ask, begin, failed, post } from "./session.js";

const LOOK_MS = 1000;

function findings(found) {
  const list = element("ul", "", "findings");
  list.append(...found.map((one) => {
    const item = element("li", `${one.part}: ${one.text}`, one.level);
    const level = named("level", one.level);
    item.append(element("small", one.cure ? `${level}. ${one.cure}` : level));
    if (one.detail) item.append(details(one.detail));
    return item;
  }));
  return list;
}

// What a test showed in all: nothing works that nobody tested.
function summary(found) {
  const count = (level) => found.filter((one) => one.level === level).length;
  const wrong = count("error"), doubtful = count("warning"), untested = count("untried");
  if (wrong) return [t("wrong", { count: wrong }), "error"];
  if (doubtful) return [t("tested_to_check", { count: doubtful }), "warning"];
  if (!count("ok")) return [t("nothing_tried"), "untried"];
  return [untested ? t("partly_tried", { count: untested }) : t("works"), "ok"];
}

// Saves what was changed in a step. True if it was saved, or nothing was changed.
async function keep(form, step, status) {
  const changed = changes(form, step.questions);
  if (Object.keys(changed).length) {
    const answer = await post("/answers", JSON.stringify(changed));
    if (answer.status === 422) {
      const refused = await answer.json();
      says(status, refused.map(({ name }) => t("instead", { name })).join("\n"), "error");
      refused.forEach(({ place, proposal }) => propose(form, place, proposal));
      return false;
    }
    if (!answer.ok) {
      const reason = await answer.text();
      refuse(status, t("not_kept", { questions: expected(step.questions, changed, reason) }), reason);
      return false;
    }
  }
  says(status, t("is_kept"), "ok");
  return true;
}

async function attempt(step, status, result) {
  says(status, t("trying"));
  result.replaceChildren();
  const answer = await post("/attempt", step.name);
  if (!answer.ok) return refuse(status, t("not_possible"), await answer.text());
  const found = await answer.json();
  says(status, ...summary(found));
  result.replaceChildren(findings(found));
  await show(step.name);  // what failed is missing
}

// The sign of the answers so far, as a file.
async function downloadSign(status) {
  says(status, t("sign_making"));
  const answer = await ask("/sign.pdf");
  if (!answer.ok) return says(status, await answer.text(), "error");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = "vitrina-notice.pdf";
  link.click();
  URL.revokeObjectURL(link.href);
  says(status, t("sign_made"), "ok");
}

function codeField(refresh) {
  const row = element("div", "", "field");
  const label = element("label", t("central_code"));
  const input = document.createElement("input");
  Object.assign(input, { id: "code", type: "text", autocomplete: "off" });
  label.htmlFor = "code";
  const status = element("p");
  status.setAttribute("role", "status");
  row.append(label, input, button(t("take_code"), async () => {
    says(status, t("asking"));
    const answer = await post("/code", input.value);
    if (!answer.ok) return refuse(status, t("code_refused"), await answer.text());
    await refresh();
  }, "quiet"), status);
  return row;
}

// Shows the answer that a search saved.
async function showAnswers(form, step) {
  step.questions = (await show(step.name))?.questions ?? step.questions;
  for (const one of step.questions.filter((one) => one.kind === "text")) {
    form.elements.namedItem(one.place).value = one.value ?? "";
  }
}

function places(step) {
  return step.questions.map((question) => question.place).join(" ");
}

function section(step, number, refresh) {
  const made = element("section", "", "card live");
  made.id = `step-${step.name}`;
  made.dataset.places = places(step);
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
  actions.append(button(t("keep"), () => kept(), step.can_try || step.offers_sign ? "quiet" : ""));
  if (step.can_try) actions.append(button(t("keep_and_try"), () => kept(() => attempt(step, status, result))));
  if (step.offers_sign) actions.append(button(t("sign_download"), () => kept(() => downloadSign(status))));
  form.append(...fields(step.questions), actions);
  form.onsubmit = (event) => {
    event.preventDefault();
    kept().catch(failed);
  };
  made.append(title, element("p", step.text, "note"));
  if (step.takes_code) made.append(codeField(() => refresh(null)));
  if (step.finds_cameras) made.append(cameraSearch(() => showAnswers(form, step)));
  made.append(form, status, result);
  return made;
}

// An answer such as the country may add questions to other steps.
function renew(steps, only) {
  steps.forEach((step, at) => {
    const old = byId(`step-${step.name}`);
    if (step.name !== only && old.dataset.places !== places(step)) old.replaceWith(section(step, at + 1, show));
  });
}

// Shows the steps, or only what is missing. Returns the step of a name.
async function show(only) {
  const answer = await ask("/setup.json");
  if (!answer.ok) return void byId("missing").replaceChildren(isEnglish(element("li", await answer.text(), "error")));
  const { steps } = await answer.json();
  const missing = steps.filter((step) => step.missing).map((step) => element("li", step.missing, "warning"));
  byId("missing").replaceChildren(...(missing.length ? missing : [element("li", t("nothing_missing"), "ok")]));
  if (only !== null) renew(steps, only);
  else byId("steps").replaceChildren(...steps.map((step, at) => section(step, at + 1, show)));
  return steps.find((step) => step.name === only);
}

async function finish() {
  const status = byId("finish-says");
  const answer = await post("/finish");
  if (!answer.ok) return refuse(status, t("not_finished"), await answer.text());
  says(status, t("finish_written"), "ok");
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
