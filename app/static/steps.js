// Steps of a workflow: their dialogs over the record, and the bar of chosen rows. Without it they are pages.
"use strict";
(() => {
  const PART = { "X-Fragment": "1", Accept: "text/html" };

  // -- how many working days are left until a day

  const DAY = 86400000;
  function left(box) {
    const told = Object.assign(document.createElement("small"), { className: "left" });
    const closed = new Set(box.dataset.closed.split(" ")), today = Date.parse(box.dataset.today);
    const say = () => {
      const found = /^(\d\d)-(\d\d)-(\d{4})$/.exec(box.value.trim());
      const until = found ? Date.parse(`${found[3]}-${found[2]}-${found[1]}`) : NaN;
      let days = 0;
      for (let day = today + DAY; day <= until && day < today + 400 * DAY; day += DAY) {
        const one = new Date(day);
        if (box.dataset.week.includes((one.getUTCDay() + 6) % 7) && !closed.has(one.toISOString().slice(0, 10))) days += 1;
      }
      told.textContent = Number.isNaN(until) ? "" : until < today ? box.dataset.gone
        : until === today ? box.dataset.same : box.dataset.left.replace("{days}", days);
    };
    box.closest(".fld").append(told);
    for (const name of ["input", "change"]) box.addEventListener(name, say);
    say();
  }

  // -- one dialog

  const said = (form) => new URLSearchParams(new FormData(form)).toString();

  function put(dialog, html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const part = page.querySelector("[data-step], [data-step-late]");
    if (!part) return false;
    dialog.replaceChildren(document.adoptNode(part));
    return true;
  }

  function begin(dialog) {
    dialog.dispatchEvent(new CustomEvent("panel:added", { bubbles: true }));
    dialog.querySelectorAll("input[data-week]").forEach(left);
    const form = dialog.querySelector("form");
    if (!form) return;
    dialog.begun ??= said(form);
    form.addEventListener("submit", (event) => { event.preventDefault(); send(dialog, form); });
    form.querySelector("[data-step-close]").addEventListener("click", (event) => { event.preventDefault(); leave(dialog); });
  }

  const ask = document.querySelector("dialog[data-ask]");
  let leaving = null;
  function leave(dialog) {
    const form = dialog.querySelector("form");
    if (dialog.busy) return;
    if (!form || !ask || (said(form) === dialog.begun && !dialog.refused)) { dialog.close(); return; }
    ask.querySelector("[data-words]").textContent = form.dataset.leave;
    ask.returnValue = "";
    leaving = dialog;
    ask.showModal();
  }
  ask?.addEventListener("close", () => {
    if (ask.open) return; // asked again already
    if (ask.returnValue === "yes") leaving?.close();
    leaving = null;
  });
  // The browser would let one Escape close two dialogs that came without a click between.
  ask?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    ask.close();
  });

  async function send(dialog, form) {
    if (dialog.busy) return;
    dialog.busy = true;
    const button = form.querySelector("button[type=submit]"), words = button.textContent;
    const body = new URLSearchParams(new FormData(form));
    button.disabled = true;
    button.textContent = button.dataset.busy;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: PART });
      const next = answer.headers.get("X-Go");
      if (next) { location.assign(next); return; }
      // Whatever else comes (signed out, no right any more) is a page: the same press, which counts once.
      if (!put(dialog, await answer.text())) { form.submit(); return; }
      dialog.refused = true;
      dialog.busy = false;
      begin(dialog);
      (dialog.querySelector("[role=combobox][autofocus], [autofocus]") || dialog.querySelector("[aria-invalid], [role=alert], a"))?.focus();
    } catch {
      dialog.busy = false;
      button.disabled = false;
      button.textContent = words;
      let told = form.querySelector("[data-told]");
      if (!told) {
        told = Object.assign(document.createElement("p"), { className: "problem" });
        told.dataset.told = ""; told.setAttribute("role", "alert");
        form.querySelector(".btns").before(told);
      }
      told.textContent = form.dataset.failed;
    }
  }

  async function open(link) {
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href, { headers: PART });
      const dialog = document.createElement("dialog");
      dialog.className = "dlg";
      dialog.setAttribute("aria-labelledby", "step-heading");
      if (!put(dialog, await answer.text())) throw new Error(String(answer.status));
      document.querySelector("main").append(dialog);
      dialog.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault(); // else a second press would close it without asking
        leave(dialog);
      });
      dialog.addEventListener("cancel", (event) => { if (event.target === dialog) { event.preventDefault(); leave(dialog); } });
      dialog.addEventListener("close", (event) => { if (event.target === dialog) { dialog.remove(); link.focus(); } });
      dialog.showModal();
      begin(dialog);
    } catch { location.assign(link.href); }
    link.removeAttribute("aria-busy");
  }

  for (const link of document.querySelectorAll("a[data-step-open]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (!link.hasAttribute("aria-busy")) open(link);
    });
  }
  document.querySelectorAll(".step input[data-week]").forEach(left);
  document.querySelector(".path .now")?.scrollIntoView({ block: "nearest", inline: "center" });

  // -- the bar under a list; a grid puts its own hidden boxes into the form and says `panel:chosen`

  const bar = document.querySelector("form[data-many]");
  if (!bar) return;
  const told = bar.querySelector("[data-chosen]"), all = document.querySelector("input[data-all]");
  const every = bar.querySelector("[data-every-box]");
  const boxes = [...document.querySelectorAll("input[name=key][form=many]")];
  const number = new Intl.NumberFormat(document.documentElement.lang || "id");
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length + bar.querySelectorAll("input[name=key]").length;
    boxes.forEach((box) => box.closest("tr").classList.toggle("pick", box.checked));
    bar.hidden = !chosen && !every?.checked;
    told.textContent = every?.checked ? told.dataset.every.replace("{number}", told.dataset.matching)
      : told.dataset.chosen.replace("{number}", number.format(chosen));
    if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
  };
  boxes.forEach((box) => box.addEventListener("change", () => {
    if (!box.checked && every) every.checked = false;
    count();
  }));
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      boxes.forEach((box) => { box.checked = all.checked; });
      if (!all.checked && every) every.checked = false;
      count();
    });
  }
  every?.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = every.checked; });
    bar.dispatchEvent(new CustomEvent("panel:every", { bubbles: true, detail: every.checked }));
    count();
  });
  bar.addEventListener("panel:chosen", count);
  window.addEventListener("pageshow", count);
  count();
})();
