// Masked values: a reason, then the value beside its button for a minute. Without this, two pages do the same.
"use strict";
(() => {
  const ask = document.querySelector("dialog[data-reveal-ask]");
  if (!ask) return;
  const form = ask.querySelector("form"), reason = form.elements.reason;
  const title = ask.querySelector("h2"), problem = ask.querySelector(".problem");
  let link = null;

  const say = (text) => { problem.textContent = text; };

  function show(beside, told) {
    const value = document.createElement("output"), away = document.createElement("button");
    value.className = "unmasked"; value.textContent = told.value || ask.dataset.empty;
    const ways = (told.links || []).map((one) => {
      const way = document.createElement("a");
      way.href = one.href; way.textContent = one.label; way.className = "unmask";
      way.target = "_blank"; way.rel = "noopener noreferrer";
      return way;
    });
    away.type = "button"; away.className = "unmask"; away.textContent = ask.dataset.hide;
    const hide = () => {
      clearTimeout(timer);
      const focused = document.activeElement === away;
      value.remove(); away.remove(); ways.forEach((way) => way.remove()); beside.hidden = false;
      if (focused) beside.focus();
    };
    const timer = setTimeout(hide, told.seconds * 1000);
    away.addEventListener("click", hide);
    // A page that the browser keeps for its "back" keeps no opened value.
    addEventListener("pagehide", hide, { once: true });
    beside.hidden = true;
    beside.after(value, " ", ...ways.flatMap((way) => [way, " "]), away);
    away.focus();
  }

  document.addEventListener("click", (event) => {
    const found = event.target.closest("a[data-reveal]");
    if (!found || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link = found; title.textContent = found.getAttribute("aria-label"); reason.value = ""; say("");
    ask.showModal();
    reason.focus();
  });
  ask.querySelector("[data-cancel]").addEventListener("click", () => ask.close());
  ask.addEventListener("close", () => { if (link && !link.hidden) link.focus(); });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    const beside = link;
    try {
      const answer = await fetch(beside.href, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
        body: new URLSearchParams({ reason: reason.value }),
      });
      const told = await answer.json();
      if (!answer.ok) return say(told.problems?.map((one) => one.sentence).join(" ") || told.message);
      ask.close();
      show(beside, told);
    } catch {
      say(ask.dataset.failed);
    }
  });
})();
