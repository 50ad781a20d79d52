// Settings that the page may change. The kiosk checks them, writes them into its file and takes them.
import { byId, element } from "./dom.js";
import { changes, fields } from "./form.js";
import { expected, refuse } from "./refusals.js";
import { ask, failed, post } from "./session.js";
import { named, t } from "./language.js";

const GROUPS = [
  ["group_hours", ["site.open"]],
  ["group_notice", ["notice.version", "notice.confirmed_by", "notice.confirmed_on", "notice.balancing_test_on", "notice.reason"]],
  ["group_staff", ["staff.in_view", "staff.declared_by", "staff.declared_on", "staff.at_place", "staff.at_place_on"]],
  ["group_screen", ["screen.yaw_deg", "screen.pitch_deg", "site.seen_from_street"]],
  ["group_names", ["site.tenant", "site.site", "site.device", "site.timezone", "site.country"]],
];
const KINDS = {
  "notice.confirmed_on": "date", "notice.balancing_test_on": "date", "staff.declared_on": "date", "staff.at_place_on": "date",
  "screen.yaw_deg": "number", "screen.pitch_deg": "number",
};
const HINTS = { "site.tenant": "hint_settings_tenant" };

function question(place, values) {
  const key = place.replace(".", "_");
  const hint = t(HINTS[place] ?? `hint_${key}`);
  return { place, label: named("question", key), hint, kind: KINDS[place] ?? "text", value: values[place] ?? null };
}

let questions = [];

async function load() {
  const answer = await ask("/settings.json");
  if (!answer.ok) return say(await answer.text(), "error");
  const values = await answer.json();
  questions = [];
  byId("settings-fields").replaceChildren(...GROUPS.map(([title, places]) => {
    const own = places.map((place) => question(place, values));
    questions.push(...own);
    const group = element("fieldset");
    group.append(element("legend", t(title)), ...fields(own));
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
  if (!Object.keys(changed).length) return say(t("nothing_changed"));
  say(t("checking"));
  const answer = await post("/settings", JSON.stringify(changed));
  if (!answer.ok) {
    const reason = await answer.text();
    return refuse(byId("settings-says"), `${t("not_possible")} ${expected(questions, changed, reason)}`, reason);
  }
  await load();
  say(t("settings_written"));
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
