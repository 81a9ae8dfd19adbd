// Rows of a child in a form: one more and one less, without a trip to the server. Works without it, too.
"use strict";
(() => {
  function visible(box) {
    return [...box.children].filter((one) => one.matches("[data-row]"));
  }

  function renumber(box) {
    const most = Number(box.dataset.most || 50), more = box.querySelector("[data-row-more]");
    if (more) more.hidden = visible(box).length >= most;
  }

  document.querySelectorAll("[data-rows]").forEach((box) => {
    const blank = box.querySelector("template"), more = box.querySelector("[data-row-more]");
    const numbers = [...box.querySelectorAll("[data-row] [name]")].map((one) => Number(one.name.split(".")[1]));
    let next = Math.max(-1, ...numbers.filter(Number.isInteger)) + 1;
    box.querySelectorAll("[data-row-away]").forEach((button) => { button.hidden = false; });
    box.addEventListener("click", (event) => {
      const away = event.target.closest("[data-row-away]");
      if (!away) return;
      const row = away.closest("[data-row]"), after = row.nextElementSibling;
      row.remove();
      renumber(box);
      (after.querySelector("input:not([type=hidden]), select, textarea, button") || more).focus();
    });
    if (!blank || !more) return;
    more.addEventListener("click", (event) => {
      event.preventDefault();
      const html = blank.innerHTML.replaceAll("__n__", next).replaceAll("__at__", visible(box).length + 1);
      next += 1;
      blank.insertAdjacentHTML("beforebegin", html);
      const row = blank.previousElementSibling;
      row.querySelectorAll("[data-row-away]").forEach((button) => { button.hidden = false; });
      row.dispatchEvent(new CustomEvent("panel:added", { bubbles: true }));
      renumber(box);
      row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  });

  // A menu stays inside the page.
  document.querySelectorAll("details[data-menu]").forEach((menu) => {
    const box = menu.lastElementChild;
    menu.addEventListener("toggle", () => {
      box.style.left = "";
      const over = box.getBoundingClientRect().right + 16 - document.documentElement.clientWidth;
      if (menu.open && over > 0) box.style.left = `${box.offsetLeft - over}px`;
    });
  });

  // A menu closes when somebody clicks beside it or presses Escape.
  const menus = document.querySelectorAll("details[data-menu]");
  document.addEventListener("click", (event) => {
    menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus.forEach((menu) => {
      if (menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
  });
})();
