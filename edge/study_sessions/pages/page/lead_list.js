// The study while no session runs: participants, sessions, exports. The last day and the disk are always shown.
import { byId, clock, element, setChildren, setText, terms } from "./dom.js";

const GB = 1e9, LITTLE_GB = 1;

export function showList(now) {
  const { study } = now;
  const free = study.free_bytes / GB;
  const days = study.days_left === 1 ? "1 day" : `${study.days_left} days`;
  terms("study", [
    ["last day", `${study.last_day}, in ${days}; then everything is deleted`],
    ["free disk space", `${free.toFixed(1)} GB${free < LITTLE_GB ? ": free some space before the next session" : ""}`],
    ["folder", study.folder],
  ]);
  setText("withdraw", `vitrina study participant withdraw ${study.quoted}`);
  byId("said-card").hidden = !now.said.length;
  setChildren("said", now.said.map((line) => element("li", line.replace(/^study: */, ""), now.is_fault ? "fault" : "ok")));
  if (now.is_busy) return;
  if (!now.overview) {
    setText("people-says", now.fault);
    setChildren("people", []);
    return;
  }
  showPeople(now.overview, study);
  const exports = now.overview.exports.map((made) => element("li", `${day(made.made_s)}: ${made.kind}, ${made.place}`));
  setChildren("exports", exports.length ? exports : [element("li", "none")]);
}

const day = (at_s) => new Date(at_s * 1000).toISOString().slice(0, 10);

function showPeople({ participants, planned }, study) {
  const done = participants.filter((one) => one.sessions.length).length;
  const known = participants.filter((one) => !one.is_planned).length;
  const plan = planned === null ? "." : `; ${planned} are planned, so that each ad appears at each position equally often.`;
  setText("people-says", known ? `${done} recorded${plan}`
    : `Nobody has given consent yet. In a terminal, run: vitrina study participant add ${study.quoted} --scopes kits,face --purpose 'what for' --text 2026-11`);
  setChildren("people", participants.map(personRow));
}

function personRow(person) {
  const row = element("tr", "", person.is_planned ? "planned" : "");
  const sessions = person.sessions.map((one) => `${one.number}: ${day(one.started_s)} ${clock(one.started_s)}${one.minutes === null ? ", cut short" : `, ${one.minutes.toFixed(0)} min`}`);
  const measured = person.sessions.map((one) => `${one.number}: ${one.measured.join(", ") || "not measured"}`);
  const cells = [
    person.is_planned ? "planned, no consent yet" : sessions.join("; ") || "none yet",
    person.is_planned ? "–" : person.scopes.join(", ") || "nothing at present",
    measured.join("; ") || "–",
    person.order.join(", ") || "–",
  ].map((text) => element("td", text));
  const name = element("th", person.name);
  name.scope = "row";
  row.append(name, nextCell(person), ...cells);
  return row;
}

function nextCell(person) {
  const cell = element("td", person.is_planned || !person.scopes.length ? "–" : "");
  if (cell.textContent) return cell;
  const button = element("button", `Session with ${person.name}`);
  button.type = "button";
  button.dataset.participant = person.name;
  cell.append(button);
  return cell;
}
