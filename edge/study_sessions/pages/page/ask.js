// Questions of a session: shows those that are open, and sends their answers. Nothing is kept.
import { EndedError, ask, byId, login, post, say } from "./session.js";

const LOOK_MS = 400;
const WAIT = "Please look at the screen. The questions will appear here.";
const OVER = "There are no more questions. Thank you.";
const ENDED = "The session has ended. Thank you.";

const form = byId("form");
let shown = null; // number of the questions on the page
let fields = []; // of the questions: { id, box, value() }, where a value of null is missing

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

const drawing = (svg) => document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);

function field(question) {
  const box = make("fieldset", {}, make("legend", { textContent: question.text }));
  const value = kinds[question.kind](question, box);
  return { id: question.id, box, value };
}

const chosen = (box) => [...box.querySelectorAll("input:checked")].map((input) => input.value);

const kinds = {
  slider(question, box) {
    const input = make("input", { type: "range", min: 0, max: 100, step: 1, value: 50, className: "slider unset" });
    input.setAttribute("aria-label", `${question.text}: 0 is ${question.low}, 100 is ${question.high}`);
    let isSet = false;
    for (const kind of ["pointerdown", "input", "keydown"]) {
      input.addEventListener(kind, (event) => {
        if (event.key === "Tab" || event.key === "Shift") return;
        isSet = true;
        input.classList.remove("unset");
      });
    }
    const ends = [question.low, question.high].map((text) => make("span", { textContent: text }));
    box.append(input, make("div", { className: "ends dim", ariaHidden: "true" }, ...ends));
    return () => (isSet ? Number(input.value) : null);
  },
  choice(question, box) {
    if (question.several) box.append(make("p", { className: "dim", textContent: "Choose all that apply, or none." }));
    for (const text of question.choices) {
      const input = make("input", { type: question.several ? "checkbox" : "radio", name: question.id, value: text });
      box.append(make("label", { className: "choice" }, input, make("span", { textContent: text })));
    }
    return () => (question.several ? chosen(box) : chosen(box)[0] ?? null);
  },
  scale(question, box) {
    const row = make("div", { className: "figures" });
    question.drawings.forEach((svg, index) => {
      const figure = drawing(svg);
      figure.setAttribute("aria-hidden", "true");
      const input = make("input", { type: "radio", name: question.id, value: index + 1 });
      input.setAttribute("aria-label", `${index + 1} of ${question.drawings.length}`);
      row.append(make("label", {}, figure, input));
    });
    box.append(row);
    return () => (chosen(box).length ? Number(chosen(box)[0]) : null);
  },
  text(question, box) {
    const warning = make("p", { className: "dim", id: `warning-${question.id}`, textContent: question.warning });
    const area = make("textarea", { maxLength: question.most, autocomplete: "off", spellcheck: false });
    area.setAttribute("aria-label", question.text);
    area.setAttribute("aria-describedby", warning.id);
    box.append(warning, area);
    return () => [...area.value].slice(0, question.most).join("");
  },
};

function show(asked) {
  shown = asked.number;
  fields = asked.questions.map(field);
  byId("title").textContent = asked.title;
  byId("questions").replaceChildren(...fields.map((one) => one.box));
  byId("missing").textContent = "";
  form.hidden = false;
  say("");
  scrollTo(0, 0);
  byId("title").focus();
}

function clear(text) {
  shown = null;
  fields = [];
  byId("questions").replaceChildren();
  form.hidden = true;
  say(text);
}

function firstMissing() {
  let first = null;
  for (const { box, value } of fields) {
    const lacks = value() === null;
    box.classList.toggle("lacks", lacks);
    if (lacks) first ??= box;
  }
  return first;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const missing = firstMissing();
  if (missing) {
    byId("missing").textContent = "Please answer the questions with a red border.";
    missing.querySelector("input").focus();
    return;
  }
  const answers = Object.fromEntries(fields.map(({ id, value }) => [id, value()]));
  try {
    const answer = await post("answers", { number: shown, answers });
    if (answer.ok || answer.status === 409) clear(WAIT);
    else byId("missing").textContent = await answer.text();
  } catch {
    byId("missing").textContent = "The answers did not arrive. Please send them again.";
  }
});

async function look() {
  let wait = LOOK_MS;
  try {
    const now = await (await ask("questions.json")).json();
    if (now.state === "ask" && now.number !== shown) show(now);
    else if (now.state === "wait" && (shown !== null || form.hidden)) clear(WAIT);
    else if (now.state === "over") {
      clear(OVER);
      return;
    }
  } catch (error) {
    if (error instanceof EndedError) {
      clear(error.message);
      return;
    }
    if (shown === null) say(ENDED);
    wait = 2 * LOOK_MS;
  }
  setTimeout(look, wait);
}

login().catch(() => {}).finally(look);
