// The test of the whole way of a message: its button, what it says, and its findings.
import { byId, element, setChildren, setText } from "./dom.js";
import { isEnglish, named, t } from "./language.js";

// Asks for the result with `ask`, and shows it. Nothing is shown before the first test.
export async function showWholeWay(ask) {
  const answer = await ask("/whole-way.json");
  if (!answer.ok) return;
  const result = await answer.json();
  byId("whole-way").disabled = result.is_running;
  if (!result.is_running && !result.error && !result.findings.length) return;
  setText("whole-way-says", result.is_running ? t("testing") : result.error);
  setChildren("whole-way-findings", result.findings.map((one) => {
    const item = isEnglish(element("li", one.text, one.level));
    item.append(element("small", [`${one.part}, ${named("level", one.level)}.`, one.cure].join(" ")));
    return item;
  }));
}
