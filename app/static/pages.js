// Lists and records: filters that open in place, printing, a bar while the next page is on its way.
"use strict";
(() => {
  const main = document.querySelector("main");

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const button of document.querySelectorAll("[data-back]")) {
    button.hidden = history.length < 2;
    button.addEventListener("click", () => history.back());
  }

  let bar = null;
  const busy = (yes) => {
    main.toggleAttribute("aria-busy", yes);
    if (yes) main.setAttribute("aria-busy", "true");
    if (yes && !bar) { bar = document.createElement("div"); bar.className = "busy-bar"; document.body.append(bar); }
    if (!yes && bar) { bar.remove(); bar = null; }
  };
  const leads = (link) => link.origin === location.origin && !link.target && !link.download
    && (link.pathname !== location.pathname || link.search !== location.search);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && leads(link) && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) busy(true);
  });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented && event.target.method !== "dialog") busy(true); });
  window.addEventListener("pageshow", () => busy(false));

  // The boxes of the filter form come when somebody asks for them; without scripts they are a page of their own.
  document.addEventListener("click", async (event) => {
    const opener = event.target.closest("a[data-filters]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    busy(true);
    const form = opener.closest("form");
    try {
      const answer = await fetch(opener.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const boxes = page.querySelector("form.seek > section"), kept = page.querySelectorAll("form.seek > input[type=hidden]");
      if (!answer.ok || !boxes) throw new Error(String(answer.status));
      form.querySelectorAll(":scope > input[type=hidden]").forEach((one) => one.remove());
      form.prepend(...kept);
      form.append(boxes);
      opener.remove();
      boxes.querySelector(".btns a").addEventListener("click", (again) => { again.preventDefault(); location.reload(); });
      boxes.dispatchEvent(new CustomEvent("panel:added", { bubbles: true }));
      boxes.querySelector("select, input:not([type=hidden])")?.focus();
      busy(false);
    } catch { location.assign(opener.href); }
  });
})();
