// Settings that the page may change. The kiosk checks them, writes them into its file and takes them.
import { byId, element } from "./dom.js";
import { changes, fields } from "./form.js";
import { ask, failed, post } from "./session.js";

const GROUPS = [
  ["Opening hours", [
    ["site.open", "Open", "such as Mo-Fr 09:00-20:00; Sa 10:00-18:00. Empty: always"],
  ]],
  ["Notice", [
    ["notice.version", "Version of the text", "such as 2026-11"],
    ["notice.confirmed_by", "Seen in its place by", "name of the person"],
    ["notice.confirmed_on", "Seen on", "", "date"],
  ]],
  ["Direction of the screen", [
    ["screen.yaw_deg", "Degrees to the right", "in the camera's picture; to the left: below 0", "number"],
    ["screen.pitch_deg", "Degrees up", "down: below 0", "number"],
  ]],
  ["Names", [
    ["site.tenant", "Owner", "messages go out under another topic from then on"],
    ["site.site", "Shop", ""],
    ["site.device", "Screen", ""],
    ["site.timezone", "Time zone", "such as Europe/Berlin"],
  ]],
];

let questions = [];

async function load() {
  const answer = await ask("/settings.json");
  if (!answer.ok) return say(await answer.text(), "error");
  const values = await answer.json();
  questions = [];
  byId("settings-fields").replaceChildren(...GROUPS.map(([title, keys]) => {
    const own = keys.map(([place, label, hint, kind = "text"]) => ({ place, label, hint, kind, value: values[place] ?? null }));
    questions.push(...own);
    const group = element("fieldset");
    group.append(element("legend", title), ...fields(own));
    return group;
  }));
}

function say(text, kind = "") {
  const target = byId("settings-says");
  target.textContent = text;
  target.className = kind;
}

async function save(form) {
  const changed = changes(form, questions);
  if (!Object.keys(changed).length) return say("Nothing was changed.");
  say("Checking …");
  const answer = await post("/settings", JSON.stringify(changed));
  if (!answer.ok) return say(await answer.text(), "error");
  await load();
  say("Written. The kiosk takes them, and senses from the next full minute but one at the latest.");
}

// Shows the form, once.
export async function startSettings() {
  byId("settings").hidden = false;
  const form = byId("settings-form");
  form.onsubmit = (event) => {
    event.preventDefault();
    save(form).catch(failed);
  };
  await load();
}
