// References that search as you type, and forms that are sent once. Everything works without it, plainer.
"use strict";
(() => {
  let last = 0;

  function picker(box) {
    const key = box.querySelector("input");
    const label = box.parentElement.querySelector("label");
    const seek = document.createElement("input");
    const list = document.createElement("ul");
    const clear = document.createElement("button");
    const number = ++last;
    let found = [], active = -1, asked = 0, timer = 0, shown = box.dataset.title || key.value;

    seek.type = "text"; seek.id = key.id; seek.value = shown; seek.autocomplete = "off"; seek.placeholder = box.dataset.hint;
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "pick-" + number,
    })) seek.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"])
      if (key.hasAttribute(name)) seek.setAttribute(name, key.getAttribute(name));
    list.id = "pick-" + number; list.setAttribute("role", "listbox"); list.hidden = true;
    if (label) list.setAttribute("aria-label", label.textContent.replace("*", "").trim());
    clear.type = "button"; clear.className = "clear-reference"; clear.textContent = "✕";
    clear.setAttribute("aria-label", box.dataset.clear);
    const focused = document.activeElement === key || key.autofocus;
    key.type = "hidden"; key.removeAttribute("id"); key.removeAttribute("autofocus");
    box.classList.add("live"); box.append(seek, clear, list);
    clear.hidden = !key.value;
    if (focused) seek.focus();

    const open = (yes) => {
      list.hidden = !yes; seek.setAttribute("aria-expanded", String(yes));
      if (!yes) { active = -1; seek.removeAttribute("aria-activedescendant"); }
    };
    const say = (text) => {
      const item = document.createElement("li");
      item.className = "said"; item.setAttribute("role", "option"); item.setAttribute("aria-disabled", "true");
      item.textContent = text; found = []; list.replaceChildren(item); open(true);
    };
    const mark = (next) => {
      active = next;
      [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
      if (list.children[active]) {
        seek.setAttribute("aria-activedescendant", list.children[active].id);
        list.children[active].scrollIntoView({ block: "nearest" });
      }
    };
    const choose = (one) => {
      key.value = one ? one.value : ""; shown = one ? one.title : ""; seek.value = shown;
      clear.hidden = !key.value; open(false);
    };
    const show = (items) => {
      found = items;
      if (!items.length) return say(box.dataset.none);
      list.replaceChildren(...items.map((one, at) => {
        const item = document.createElement("li");
        item.id = `pick-${number}-${at}`; item.setAttribute("role", "option"); item.textContent = one.title;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(one); });
        return item;
      }));
      open(true); mark(seek.value.trim() && seek.value !== shown ? 0 : -1);
    };
    const ask = async () => {
      const mine = ++asked, url = new URL(box.dataset.pick, location.href);
      url.searchParams.set("q", seek.value === shown ? "" : seek.value);
      try {
        const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        const told = await answer.json();
        if (mine === asked) show(told.items);
      } catch { if (mine === asked) say(box.dataset.failed); }
    };
    const soon = () => { clearTimeout(timer); timer = setTimeout(ask, 180); };

    seek.addEventListener("input", soon);
    seek.addEventListener("focus", () => seek.select());
    seek.addEventListener("click", () => { if (list.hidden) ask(); });
    seek.addEventListener("blur", () => {
      clearTimeout(timer); asked++; open(false);
      // An emptied box empties the reference; a text that was not chosen from the list changes nothing.
      if (seek.value.trim() === "") choose(null); else seek.value = shown;
    });
    seek.addEventListener("keydown", (event) => {
      const count = found.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return ask();
        const step = event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1;
        if (count) mark((active + step + count) % count);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        if (found[active]) choose(found[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); open(false); seek.value = shown;
      }
    });
    clear.addEventListener("click", () => { choose(null); seek.focus(); });
  }

  function once(form) {
    form.addEventListener("submit", (event) => {
      const { name, value } = event.submitter || {}; // a disabled button would not say that it was pressed
      if (name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      for (const button of form.querySelectorAll("button[type=submit]")) {
        button.disabled = true;
        if (button.dataset.busy) button.textContent = button.dataset.busy;
      }
    });
    // Back from the next page: the browser may show this one as it was left.
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  function tidy(form) {
    form.addEventListener("submit", () => {
      for (const box of form.elements) if (box.name && box.value === "") box.disabled = true;
    });
  }

  document.querySelectorAll(".reference[data-pick]").forEach(picker);
  document.addEventListener("panel:added", (event) => {
    event.target.querySelectorAll(".reference[data-pick]").forEach(picker);
  });
  document.querySelectorAll("form[data-once]").forEach(once);
  document.querySelectorAll("form[data-tidy]").forEach(tidy);
})();
