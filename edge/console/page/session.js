// The session of this browser, and requests with it. A link's token stands behind the # and is sent once.
import { byId } from "./dom.js";
import { t } from "./language.js";

const token = location.hash.slice(1);
if (token) history.replaceState(null, "", location.pathname);

export class ClosedError extends Error {}

export function close(why) {
  document.body.classList.add("closed");
  byId("closed").hidden = false;
  byId("why-closed").textContent = why;
}

export async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  if (answer.status === 403) throw new ClosedError(await answer.text());
  return answer;
}

export const json = async (path) => (await ask(path)).json();
export const post = (path, body) => ask(path, { method: "POST", body });

export function lost() {
  const age = byId("age");
  age.textContent = t("no_answer");
  age.classList.add("stale");
}

export function failed(error) {
  if (error instanceof ClosedError) close(error.message);
  else lost();
}

// True once a session is open, for which `path` is asked.
export async function begin(path) {
  let why = "";
  try {
    const login = token ? await fetch("/login", { method: "POST", body: token }) : null;
    if (login && !login.ok) why = await login.text();  // a session of before may still be open
    await ask(path);
  } catch (error) {
    if (error instanceof ClosedError) {
      close(why || error.message);
      return false;
    }
    lost();
  }
  return true;
}
