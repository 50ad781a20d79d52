// The login of a page of vitrina study. The token of its link stands behind the # and is sent once.
const token = location.hash.slice(1);
if (token) history.replaceState(null, "", location.pathname);

export const byId = (id) => document.getElementById(id);

export class EndedError extends Error {}

export async function login() {
  if (token) await fetch("/login", { method: "POST", body: token });
}

export async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  if (answer.status === 403) throw new EndedError(await answer.text());
  return answer;
}

export const post = (path, values) => ask(path, { method: "POST", body: JSON.stringify(values) });

export function say(text) {
  byId("says").textContent = text;
}
