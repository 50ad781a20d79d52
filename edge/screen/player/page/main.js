// The connection to the kiosk: logs in, passes commands on, answers pings, sends a beat a second.
import { takeKeys } from "./keys.js";
import { Notice } from "./notice.js";
import { Panel } from "./panel.js";
import { Say } from "./say.js";
import { Show } from "./show.js";
import { Sight } from "./sight.js";

takeKeys(window);

const BEAT_MS = 1000;
const RECONNECT_MS = 1000;
const SUPERSEDED = 4001;

const token = location.hash.slice(1);
if (token) history.replaceState(null, "", location.pathname);

let socket = null;
const send = (message) => {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
};
const sayPanel = document.getElementById("say");
const say = new Say(sayPanel, () => { sayPanel.hidden = true; sayPanel.replaceChildren(); });
const notice = new Notice(() => send({ e: "optout", t: performance.now() }), (language) => {
  sayPanel.hidden = false;
  say.open(language);
});
const sight = new Sight();
const show = new Show(document.getElementById("stage"), send, sight, (isIdle) => notice.showAll(isIdle));
const panel = new Panel(document.body);

function handle(command) {
  switch (command.do) {
    case "ping": send({ e: "pong", id: command.id, t: performance.now() }); break;
    case "show": show.prepare(command); break;
    case "idle": show.idle(); break;
    case "state":
      notice.setState(command);
      panel.setOpen(command.panel);
      break;
  }
}

let frames = 0;
function beat() {
  show.watch();
  send({ e: "beat", t: performance.now(), notice: notice.version, visible: sight.isClear(),
    frames, strip: notice.box(), view: [innerWidth, innerHeight] });
  frames = 0;
  requestAnimationFrame(() => { frames += 1; });
}
setInterval(beat, BEAT_MS);

async function connect() {
  try {
    if (token) await fetch("/login", { method: "POST", body: token });
    await notice.load();
  } catch {
    setTimeout(connect, RECONNECT_MS);
    return;
  }
  socket = new WebSocket(`ws://${location.host}/socket`);
  socket.onmessage = (event) => handle(JSON.parse(event.data));
  socket.onclose = (event) => {
    notice.setState({ sensing: false, left_s: 0, view: false });
    show.forget();
    if (event.code !== SUPERSEDED) setTimeout(connect, RECONNECT_MS);
  };
}
connect();
