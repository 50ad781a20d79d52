// Shows a snapshot of the kiosk, messages and findings.
import { byId, clock, duration, element, PassingText, setChildren, setText, terms } from "./dom.js";
import { has, isEnglish, named, number, t } from "./language.js";

const STALE_S = 5;
export const refusedPause = new PassingText();

export function showState(now) {
  const age_s = now.now_s - now.at_s;
  setText("version", now.version);
  setText("age", age_s > STALE_S ? t("stale", { time: duration(age_s) })
    : t("runs", { time: duration(now.now_s - now.started_s) }));
  byId("age").classList.toggle("stale", age_s > STALE_S);
  setText("state", named("state", now.state));
  byId("state").className = now.state;
  setChildren("reasons", now.reasons.map((reason) => isEnglish(element("li", reason))));
  setText("since", t("since", { time: duration(now.now_s - now.since_s) }));
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
  setText("pause", minutes ? t("pause_min", { minutes }) : t("pause_s", { seconds: now.pause_s }));
  const isLate = now.is_lan && !now.view;  // this page shows a pause when messages report it
  byId("resume").disabled = left_s <= 0 && !isLate;
  const says = refusedPause.shown || (isLate ? t("pause_is_late") : "");
  setText("pause-says", left_s > 0 ? t("paused_until", { time: clock(now.pause_until_s) }) : says);
}

function showAlerts(now) {
  const items = now.alerts.map((alert) => {
    const item = isEnglish(element("li", alert.text, alert.severity));
    const severity = named("level", alert.severity);
    item.append(element("small", t("alert_since", { code: alert.code, severity, time: clock(alert.since_s) })));
    return item;
  });
  setChildren("alerts", items.length ? items : [element("li", t("none"), "ok")]);
}

function stageRow(stage) {
  const row = element("tr", "", stage.hangs ? "hangs" : "");
  const shown = named("stage", stage.name);
  const name = element("td", stage.hangs ? t("stage_hangs", { stage: shown }) : shown);
  const rate = stage.rate_hz === null ? "–" : t("a_second", { count: number(stage.rate_hz, 1) });
  const delay = stage.latency_s === null ? "–" : `${Math.round(stage.latency_s * 1000)} ms`;
  row.append(name, element("td", rate), element("td", delay), element("td", dropped(stage.drops)));
  return row;
}

const DROPS = { "frames of a dark or frozen camera": "blind" };

// What a stage dropped; the kiosk counts in English, such as "3 frames".
function dropped(drops) {
  const [, count, what] = drops.match(/^(\d+) (.+)$/) ?? [];
  const form = `drops_${DROPS[what] ?? what}`;
  return has(form) ? t(form, { count }) : drops || "–";
}

function quality(counts) {
  const [, damaged, lost] = counts.match(/^(\d+) damaged frames, (\d+) lost samples$/) ?? [];
  return lost ? t("quality_counts", { damaged, lost }) : counts;
}

function showSenses(now) {
  const pairs = [];
  if (!now.has_microphone) pairs.push([t("microphone"), t("not_in_settings")]);
  else pairs.push([t("sound_level"), now.is_lan && !now.view ? t("only_at_kiosk") : now.level_db === null ? t("no_sound") : `${number(now.level_db)} dB`]);
  for (const kit of now.kits) {
    const contact = now.is_lan && !now.view ? t("only_at_kiosk") : t(`contact_${kit.measures_contact ? kit.contact : "unmeasured"}`);
    pairs.push([t("kit", { number: kit.number, kind: kit.kind }), contact]);
  }
  if (now.kits.length) pairs.push([t("quality"), quality(now.kit_quality)]);
  else pairs.push([t("kits"), t("not_in_settings")]);
  terms("senses", pairs);
}

function showPlay(now) {
  const play = now.play;
  if (!play) return terms("play", [[t("feed"), "–"]]);
  const pairs = [[t("feed"), play.feed]];
  if (play.creative === null) pairs.push([t("newest_play"), t("no_play")]);
  else {
    pairs.push([t(play.is_over ? "last_play" : "playing"), t("play_since", { creative: play.creative, time: clock(play.since_s) })]);
    pairs.push([t("play_error"), t("at_most_s", { seconds: number(play.error_s, 2) })]);
  }
  terms("play", pairs);
}

function showUplink(now) {
  const it = now.uplink;
  terms("uplink", [
    [t("broker"), it.broker ? t(it.is_connected ? "connected" : "not_connected", { broker: it.broker }) : "–"],
    [t("waiting"), t("messages", { count: it.waiting })],
    [t("kept"), t("messages", { count: it.kept })],
    [t("dropped_unsent"), t("messages", { count: it.dropped })],
    [t("refused_requests"), now.refused ? t("refused", { count: now.refused, last: now.last_refused }) : t("none")],
  ]);
}

const open = new Set();  // numbers of the messages that somebody unfolded

export function showMessages(messages) {
  setText("sent-says", messages.length ? t("sent_count", { count: messages.length }) : t("sent_none"));
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
  if (result.is_running) says = t("checking_doctor");
  else if (result.error) says = result.error;
  else if (result.findings.length) says = t("to_fix", { errors: count("error"), warnings: count("warning") });
  setText("doctor-says", says);
  setChildren("findings", result.findings.map((one) => {
    const item = isEnglish(element("li", `${one.part}: ${one.text}`, one.level));
    const level = named("level", one.level);
    item.append(element("small", one.cure ? `${level}. ${one.cure}` : level));
    return item;
  }));
}
