// A refusal: what did not work, in the language of the page, and the kiosk's reason, which is in English.
import { element } from "./dom.js";
import { isEnglish, t } from "./language.js";

export function refuse(target, lead, reason) {
  target.textContent = lead;
  target.className = "error";
  target.append(details(reason));
}

export function details(text) {
  const made = element("small", `${t("details")} `);
  made.append(isEnglish(element("span", text)));
  return made;
}

// What is expected as the answer to the questions that a refusal names, or to all that were changed.
export function expected(questions, changed, reason) {
  const sent = questions.filter((one) => one.place in changed);
  const meant = sent.filter((one) => reason.includes(`[${one.place.replace(".", "] ")}`));
  return (meant.length ? meant : sent).map((one) => t("expected", { question: one.label, hint: one.hint })).join(" ");
}
