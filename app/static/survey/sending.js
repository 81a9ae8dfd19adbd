// A line goes to the server. `away`: it did not arrive, or nobody is logged in; it is to be sent again.
const PATIENCE = 15000;

async function post(form, asked) {
  const ended = new AbortController(), timer = setTimeout(() => ended.abort(), PATIENCE);
  try {
    return await fetch(`${form.getAttribute("action")}save`, {
      method: "POST", signal: ended.signal, credentials: "same-origin",
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
      body: JSON.stringify(asked),
    });
  } finally {
    clearTimeout(timer);
  }
}

/** A token that is no longer good is asked for again: somebody has logged in anew in another tab. */
async function renew(form) {
  const answer = await fetch(`${form.dataset.grid}/versions`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return false;
  form.elements.csrf_token.value = (await answer.json()).token;
  return true;
}

export async function send(form, asked) {
  try {
    let answer = await post(form, asked);
    if (answer.status === 400 && (await renew(form))) answer = await post(form, asked);
    if (answer.status === 400 || answer.status === 401) return { away: true, login: true };
    if (answer.status >= 500) return { away: true };
    const told = await answer.json();
    return { status: answer.status, told: { said: told.message, ...told } };
  } catch {
    return { away: true };
  }
}
