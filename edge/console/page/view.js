// Shows a snapshot of the kiosk, messages and findings.
import { byId, clock, duration, element, PassingText, setChildren, setText, terms } from "./dom.js";

const STALE_S = 5;
export const refusedPause = new PassingText();

export function showState(now) {
  const age_s = now.now_s - now.at_s;
  setText("version", now.version);
  setText("age", age_s > STALE_S ? `The kiosk has told nothing for ${duration(age_s)}: its loop hangs.`
    : `runs for ${duration(now.now_s - now.started_s)}`);
  byId("age").classList.toggle("stale", age_s > STALE_S);
  setText("state", now.state);
  byId("state").className = now.state;
  setChildren("reasons", now.reasons.map((reason) => element("li", reason)));
  setText("since", `for ${duration(now.now_s - now.since_s)}`);
  showPause(now);
  showAlerts(now);
  setChildren("stages", now.stages.map(stageRow));
  showSenses(now);
  showPlay(now);
  showUplink(now);
  byId("doctor").hidden = !now.has_doctor;
}

function showPause(now) {
  const left_s = now.pause_until_s === null ? 0 : now.pause_until_s - now.now_s;
  const minutes = Math.round(now.pause_s / 60);
  setText("pause", minutes ? `Pause for ${minutes} min` : `Pause for ${now.pause_s} s`);
  byId("resume").disabled = left_s <= 0;
  setText("pause-says", left_s > 0 ? `Paused until ${clock(now.pause_until_s)}.` : refusedPause.shown);
}

function showAlerts(now) {
  const items = now.alerts.map((alert) => {
    const item = element("li", alert.text, alert.severity);
    item.append(element("small", `${alert.code}, ${alert.severity}, since ${clock(alert.since_s)}`));
    return item;
  });
  setChildren("alerts", items.length ? items : [element("li", "none", "ok")]);
}

function stageRow(stage) {
  const row = element("tr", "", stage.hangs ? "hangs" : "");
  const name = element("td", stage.hangs ? `${stage.name}: hangs` : stage.name);
  const rate = stage.rate_hz === null ? "–" : `${stage.rate_hz.toFixed(1)} /s`;
  const delay = stage.latency_s === null ? "–" : `${Math.round(stage.latency_s * 1000)} ms`;
  row.append(name, element("td", rate), element("td", delay), element("td", stage.drops || "–"));
  return row;
}

function showSenses(now) {
  const pairs = [];
  if (!now.has_microphone) pairs.push(["microphone", "none in the settings"]);
  else pairs.push(["sound level", now.is_lan && !now.view ? "is told at the kiosk alone" : now.level_db === null ? "nothing is heard" : `${now.level_db.toFixed(0)} dB`]);
  for (const kit of now.kits) {
    const contact = now.is_lan && !now.view ? "is told at the kiosk alone" : { true: "on the body", false: "no contact", null: "gives nothing" }[String(kit.contact)];
    pairs.push([`kit ${kit.number} (${kit.kind})`, contact]);
  }
  if (now.kits.length) pairs.push(["quality", now.kit_quality]);
  else pairs.push(["kits", "none in the settings"]);
  terms("senses", pairs);
}

function showPlay(now) {
  const play = now.play;
  if (!play) return terms("play", [["feed", "–"]]);
  const pairs = [["feed", play.feed]];
  if (play.creative === null) pairs.push(["newest play", "none since the start"]);
  else {
    pairs.push([play.is_over ? "last play" : "plays", `${play.creative}, since ${clock(play.since_s)}`]);
    pairs.push(["error of its times", `at most ${play.error_s.toFixed(2)} s`]);
  }
  terms("play", pairs);
}

function showUplink(now) {
  const it = now.uplink;
  terms("uplink", [
    ["broker", it.broker ? `${it.broker}, ${it.is_connected ? "connected" : "not connected"}` : "–"],
    ["waiting", `${it.waiting} messages`],
    ["kept", `${it.kept} messages`],
    ["dropped unsent", `${it.dropped} messages`],
    ["refused requests", now.refused ? `${now.refused}, the last: ${now.last_refused}` : "none"],
  ]);
}

const open = new Set();  // numbers of the messages that somebody unfolded

export function showMessages(messages) {
  setText("sent-says", messages.length ? `The newest ${messages.length}, newest first.`
    : "None today. A window is sent only with enough people behind it.");
  byId("sent").replaceChildren(...messages.map((message) => {
    const made = element("details");
    made.append(element("summary", `${clock(message.at_s)}  ${message.kind}  (seq ${message.seq})`),
      element("pre", message.payload));
    made.open = open.has(message.seq);
    made.ontoggle = () => { if (made.open) open.add(message.seq); else open.delete(message.seq); };
    return made;
  }));
}

export function showFindings(result) {
  byId("check").disabled = result.is_running;
  const count = (level) => result.findings.filter((one) => one.level === level).length;
  let says = "";
  if (result.is_running) says = "Checking. This takes up to two minutes.";
  else if (result.error) says = result.error;
  else if (result.findings.length) says = `${count("error")} to mend, ${count("warning")} to look at.`;
  setText("doctor-says", says);
  setChildren("findings", result.findings.map((one) => {
    const item = element("li", `${one.part}: ${one.text}`, one.level);
    item.append(element("small", one.cure ? `${one.level}. ${one.cure}` : one.level));
    return item;
  }));
}
