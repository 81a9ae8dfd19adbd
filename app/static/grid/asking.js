// Asking the server. A lost connection is an error of its own: what was sent waits for the next try.
import { config, say } from "./page.js";

export class Offline extends Error {}
export class Refusal extends Error {
  constructor(status, told) { super(status === 401 ? say("stranger") : told?.message || say("failed")); this.status = status; this.told = told; }
}

async function ask(address, options) {
  let answer;
  try { answer = await fetch(address, { credentials: "same-origin", ...options }); } catch { throw new Offline(); }
  if (answer.status === 502 || answer.status === 503 || answer.status === 504) throw new Offline();
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  // A page instead of JSON is the login's: whoever was here is a stranger now.
  if (answer.redirected || !isJson) throw new Refusal(answer.ok ? 401 : answer.status, { message: say(answer.ok ? "stranger" : "failed") });
  const told = await answer.json();
  if (!answer.ok && !("refused" in told)) throw new Refusal(answer.status, told);
  return told;
}

export const get = (address) => ask(address, { headers: { Accept: "application/json" } });

/** POST; a token that is no longer good is asked for again, once. */
export async function post(address, body, again = true) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": config.token };
  try {
    return await ask(address, { method: "POST", headers, body: JSON.stringify(body) });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 400 || !again) throw error;
    config.token = (await get(`${config.grid}/versions`)).token;
    return post(address, body, false);
  }
}
