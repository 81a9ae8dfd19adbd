// What every page has: messages that close, forms that ask before they do what cannot be undone.
"use strict";
(() => {
  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) close.parentElement.remove();
  });

  // <form data-confirm="..."> : a dialog first. Its words come from <template id="ask"> in the page.
  const ask = document.querySelector("dialog[data-ask]");
  if (!ask) return;
  let waiting = null;
  document.addEventListener("submit", (event) => {
    const words = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (!words || event.target.method === "dialog" || waiting?.sure) return;
    event.preventDefault();
    waiting = { form: event.target, button: event.submitter, sure: false };
    ask.querySelector("[data-words]").textContent = words;
    ask.returnValue = "";
    ask.showModal();
  });
  ask.addEventListener("close", () => {
    if (ask.returnValue !== "yes" || !waiting) { waiting = null; return; }
    waiting.sure = true;
    waiting.form.requestSubmit(waiting.button);
    waiting = null;
  });
})();
