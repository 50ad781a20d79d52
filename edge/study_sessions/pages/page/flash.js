// Flashes for a measurement: white for one frame, with a click, and the time at which each was shown.
import { EndedError, ask, byId, login, post, say } from "./session.js";

const EXCHANGES = 10;
const LOOK_MS = 200;
const CLICK_S = 0.004;

const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// The session's clock in seconds minus that of the page, from the exchange with the shortest round trip.
async function exchange() {
  let best = null;
  for (let count = 0; count < EXCHANGES; count += 1) {
    const sent = performance.now();
    const { now_s: now } = await (await ask("/clock.json")).json();
    const arrived = performance.now();
    if (!best || arrived - sent < best.trip) best = { trip: arrived - sent, ahead: now - (sent + arrived) / 2000 };
  }
  return { ahead_s: best.ahead, error_s: best.trip / 2000 };
}

function clicker() {
  const context = new AudioContext({ latencyHint: "interactive" });
  const buffer = context.createBuffer(1, Math.ceil(CLICK_S * context.sampleRate), context.sampleRate);
  buffer.getChannelData(0).forEach((_, index, samples) => { samples[index] = index % 8 < 4 ? 0.9 : -0.9; });
  return () => {
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.start();
  };
}

async function flash(click) {
  await frame();
  document.body.classList.add("lit");
  const shown = await frame(); // the white picture is on the screen when the next one begins
  document.body.classList.remove("lit");
  click();
  return shown;
}

async function run() {
  const click = clicker();
  await document.documentElement.requestFullscreen().catch(() => {});
  const clock = await exchange();
  say("Opening the camera and the microphone.");
  let wanted = await (await ask("/state.json")).json();
  while (wanted.state === "wait") {
    await pause(LOOK_MS);
    wanted = await (await ask("/state.json")).json();
  }
  document.body.classList.add("flashes");
  for (let count = 0; count < wanted.flashes; count += 1) {
    await pause(wanted.apart_ms);
    const shown = await flash(click);
    await post("/flash", { at_s: clock.ahead_s + shown / 1000, error_s: clock.error_s });
  }
}

byId("begin").addEventListener("click", async () => {
  byId("begin").hidden = true;
  try {
    await login();
    await run();
    say("Done. You can close this page.");
  } catch (error) {
    say(error instanceof EndedError ? error.message : "The measurement has ended.");
  }
  document.body.classList.remove("flashes");
  if (document.fullscreenElement) document.exitFullscreen();
});
