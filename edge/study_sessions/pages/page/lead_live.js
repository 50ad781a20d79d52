// The session that runs: its state, its devices, and lines of the last minute.
import { byId, duration, element, setChildren, setText, shape, terms } from "./dom.js";

const STATES = { contact: "waiting", ready: "waiting", baseline: "baseline", adverts: "recording", questions: "questions" };
const NEXT = {
  contact: "Check the contact of each device below, then start the baseline.",
  ready: "The baseline is over. Start the ads when the participant is ready.",
  baseline: "The participant is resting. The ads start only when you press the button.",
  adverts: "",
  questions: "The last questions are still open. The session ends when they are answered.",
};
const ACTIONS = ["baseline", "adverts", "end"];
const WIDTH = 240, HEIGHT = 56, EDGE = 4;
const APART = 3; // places between two values that a line still joins: beats are up to 1.5 s apart
const LEAST = { skin: 0.2, heart: 10 }; // least range of a line: noise is no event

export function showLive(now) {
  const live = now.live;
  if (!live) {
    if (now.is_busy) showStarting();
    return;
  }
  const { phase, is_paused: isPaused, possible } = live.control;
  const state = isPaused ? "paused" : STATES[phase] ?? phase;
  setText("who", `${live.participant}, session ${live.number}`);
  setText("state", state);
  byId("state").className = state;
  const nobody = phase === "contact" && !possible.includes("baseline") ? "Check the contact of each device below, then start the ads." : NEXT[phase] ?? "";
  setText("since", `for ${duration(live.phase_s)}. ${isPaused ? "Nothing is recorded, and no ad starts." : nobody}`.trim());
  for (const action of ACTIONS) byId(`do-${action}`).disabled = !possible.includes(action);
  const pause = byId("do-pause");
  pause.dataset.action = isPaused ? "resume" : "pause";
  setText("do-pause", isPaused ? "Resume" : "Pause");
  pause.disabled = !possible.includes(pause.dataset.action);
  showScreen(live);
  showSenses(live);
  setChildren("kits", live.kits.length ? live.kits.map(kitRow) : [element("p", "No sensor kit is recorded.", "note")]);
  setChildren("scopes", Object.entries(live.scopes).map(([scope, isHeld]) =>
    element("li", `${scope}: ${isHeld ? "given" : "not given"}`, isHeld ? "held" : "")));
  setChildren("alerts", live.alerts.length ? live.alerts.map((text) => element("li", text, "warning")) : [element("li", "none", "ok")]);
}

function showStarting() {
  setText("who", "");
  setText("state", "starting");
  byId("state").className = "waiting";
  setText("since", "Opening the devices.");
  for (const action of [...ACTIONS, "pause"]) byId(`do-${action}`).disabled = true;
}

function showScreen(live) {
  const advert = live.advert;
  const pairs = [["ad", advert ? advert.creative : "none"]];
  if (advert) pairs.push(["left", advert.left_s === null ? "length unknown" : `${Math.ceil(advert.left_s)} s`]);
  pairs.push(["open answers", String(live.open_answers)]);
  terms("screen", pairs);
}

const gap = (seconds) => (seconds === null ? "" : `gap: no data for ${duration(seconds)}`);

function showSenses(live) {
  const face = live.has_face === null ? "not recorded" : live.has_face ? "in the zone" : gap(live.face_gap_s);
  const sound = live.level_db !== null ? `${live.level_db.toFixed(0)} dB` : live.sound_gap_s !== null ? gap(live.sound_gap_s) : "not recorded";
  terms("senses", [["face", face], ["sound level", sound]]);
  for (const [index, isGap] of [live.face_gap_s !== null, live.sound_gap_s !== null].entries()) {
    byId("senses").querySelectorAll("dd")[index].classList.toggle("gap", isGap);
  }
}

function kitRow(kit) {
  const row = element("div", "", "kit"), contact = element("div");
  contact.append(element("strong", kit.name), element("div", kit.contact === null ? "no data" : `${kit.measures_contact ? "contact" : "heart rate"} ${Math.round(kit.contact * 100)} %`));
  if (kit.gap_s !== null) contact.append(element("div", gap(kit.gap_s), "gap"));
  row.append(contact, sparkline("skin conductance", kit.skin_us, "µS", 2, LEAST.skin), sparkline("heart rate", kit.heart_bpm, "/min", 0, LEAST.heart));
  return row;
}

// Lines only between known values, from the lowest to the highest of the minute.
function sparkline(name, values, unit, digits, least) {
  const known = values.filter((value) => value !== null);
  const figure = element("figure");
  const last = values.findLast((value) => value !== null);
  const text = known.length ? `${name}: ${last.toFixed(digits)} ${unit}` : `${name}: no data`;
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": text });
  if (known.length) {
    const low = Math.min(...known), high = Math.max(...known), room = Math.max(0, least - (high - low)) / 2;
    svg.append(...lines(values, low - room, high + room));
  }
  figure.append(svg, element("figcaption", text));
  return figure;
}

function lines(values, low, high) {
  const x = (index) => (index / (values.length - 1)) * WIDTH;
  const y = (value) => EDGE + (1 - (value - low) / (high - low)) * (HEIGHT - 2 * EDGE);
  const runs = [];
  let last = -Infinity;
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    if (index - last > APART) runs.push([]);
    runs.at(-1).push(`${x(index).toFixed(1)},${y(value).toFixed(1)}`);
    last = index;
  }
  return runs.map((points) => shape("polyline", { points: (points.length > 1 ? points : [...points, ...points]).join(" ") }));
}
