// Keys for those who type all day: see the dialog that `?` opens.
"use strict";
(() => {
  const help = document.querySelector("dialog[data-keys]");
  const links = [...document.querySelectorAll(".side nav > a, .side nav > .grp > a, .side nav > .grp > details:first-child > summary")];
  const letters = new Map();
  for (const link of links) {
    const letter = [...link.textContent.toLowerCase()].find((one) => /[a-z]/.test(one) && !letters.has(one));
    if (letter) letters.set(letter, link);
  }
  const list = help?.querySelector("[data-menu]");
  for (const [letter, link] of list ? letters : []) {
    const key = document.createElement("dt"), name = document.createElement("dd");
    for (const one of ["g", letter]) {
      const cap = document.createElement("kbd");
      cap.textContent = one; key.append(cap, " ");
    }
    name.textContent = link.firstChild.textContent.trim();
    list.append(key, name);
  }

  const typing = (node) => node.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable]");
  const press = (selector) => { const found = document.querySelector(selector); if (found) found.click(); return Boolean(found); };
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyN") {
      if (press("[data-new]")) event.preventDefault();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && key === "enter") {
      const form = event.target.closest("form[method=post]");
      if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("button.p[type=submit]")); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const gone = Date.now() - going < 1500;
    going = 0;
    if (gone && letters.has(key)) { event.preventDefault(); letters.get(key).focus(); letters.get(key).click(); }
    else if (key === "g") going = Date.now();
    else if (key === "/") {
      const box = document.querySelector("main input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "?" && help) { event.preventDefault(); help.showModal(); }
    else if (key === "e") press("[data-edit]");
  });
})();
