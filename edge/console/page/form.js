// Fields of a form made of questions, and the answers that somebody changed.
import { element } from "./dom.js";
import { t } from "./language.js";

const TYPES = { text: "text", number: "number", yes: "checkbox", date: "date", secret: "password" };

// Fields for questions: {place, label, hint, kind, value, choices}.
export function fields(questions) {
  return questions.map((question) => {
    const row = element("div", "", question.kind === "yes" ? "field check" : "field");
    const id = question.place.replace(".", "-");
    const label = element("label", question.label);
    label.htmlFor = id;
    const input = document.createElement("input");
    Object.assign(input, { id, name: question.place, type: TYPES[question.kind], autocomplete: "off" });
    if (question.kind === "number") input.step = "any";
    if (question.kind === "yes") input.checked = question.value === true;
    else if (question.kind === "secret") input.placeholder = question.value ? t("secret_kept") : "";
    else input.value = question.value ?? "";
    row.append(label, input);
    if (question.choices && question.choices.length) row.append(suggestions(input, question.choices));
    if (question.hint) {
      const hint = element("small", question.hint);
      hint.id = `${id}-hint`;
      input.setAttribute("aria-describedby", hint.id);
      row.append(hint);
    }
    return row;
  });
}

// Offers another answer below a field.
export function propose(form, place, proposal) {
  const input = form.elements.namedItem(place);
  input.parentElement.querySelector(".choices")?.remove();
  input.after(suggestions(input, [proposal]));
}

function suggestions(input, choices) {
  const made = element("div", "", "choices");
  for (const choice of choices) {
    const button = element("button", choice, "quiet");
    button.type = "button";
    button.onclick = () => { input.value = choice; input.focus(); };
    made.append(button);
  }
  return made;
}

// Answers that differ from the present ones, by place. An empty field takes an answer back.
export function changes(form, questions) {
  const changed = {};
  for (const question of questions) {
    const input = form.elements.namedItem(question.place);
    const value = answer(input, question.kind);
    if (question.kind === "secret" ? value !== null : value !== question.value) {
      if (question.kind !== "yes" || value || question.value !== null) changed[question.place] = value;
    }
  }
  return changed;
}

function answer(input, kind) {
  if (kind === "yes") return input.checked;
  if (kind === "number") return input.value === "" ? null : Number(input.value);
  const text = kind === "secret" ? input.value : input.value.trim();
  return text === "" ? null : text;
}
