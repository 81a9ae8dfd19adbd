// A list: saving it under a name, the order of its columns, first columns that stay in sight. Works without it.
"use strict";
(() => {
  // -- keeping the list under a name: a dialog here, a page of its own without scripts

  const dialog = document.querySelector("dialog[data-view-dialog]");
  let opener = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-save-view]");
    if (link && dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      opener = link;
      dialog.showModal();
      dialog.querySelector("[name=name]").focus();
    }
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
  });
  dialog?.addEventListener("close", () => opener?.focus());

  // On a telephone the tabs scroll: the open one is in sight.
  const tabs = document.querySelector(".views"), open = tabs?.querySelector(".on");
  if (open && tabs.scrollWidth > tabs.clientWidth) tabs.scrollLeft = open.offsetLeft - tabs.clientWidth / 2 + open.offsetWidth / 2;

  // -- the menu of columns

  const box = document.querySelector("[data-columns]"), shown = box?.querySelector("[data-shown]");
  if (shown) {
    const told = box.querySelector("[data-told]");
    const words = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
    const label = (item) => item.querySelector(".tick").textContent.trim();
    const place = (item) => [...shown.children].indexOf(item) + 1;
    const say = (item) => {
      told.textContent = words(box.dataset.moved, { label: label(item), place: place(item), number: shown.children.length });
    };

    function move(item, by) {
      const next = by < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (next) { if (by < 0) next.before(item); else next.after(item); }
      say(item);
    }

    shown.addEventListener("click", (event) => {
      const button = event.target.closest("button.mv");
      if (!button) return;
      event.preventDefault();
      move(button.closest("li"), button.name === "up" ? -1 : 1);
      button.focus();
    });
    // Alt with an arrow moves the column whose box has the focus.
    shown.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      const focused = document.activeElement;
      move(event.target.closest("li"), event.key === "ArrowUp" ? -1 : 1);
      focused.focus();
    });

    let dragged = null;
    for (const item of shown.children) item.draggable = true;
    shown.addEventListener("dragstart", (event) => {
      dragged = event.target.closest("li");
      dragged.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", label(dragged));
    });
    shown.addEventListener("dragover", (event) => {
      const over = event.target.closest("li");
      if (!dragged) return;
      event.preventDefault();
      if (!over || over === dragged) return;
      if (place(dragged) < place(over)) over.after(dragged); else over.before(dragged);
    });
    shown.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
    shown.addEventListener("dragend", () => {
      if (!dragged) return;
      dragged.classList.remove("dragged");
      say(dragged);
      dragged = null;
    });
  }

  // -- widths: a table that must fit its page would make wide columns narrow again

  for (const column of document.querySelectorAll("table.g > colgroup > col[width]")) {
    const heads = column.closest("table").tHead.rows[0].cells;
    heads[[...column.parentElement.children].indexOf(column)].style.minWidth = `${column.width}px`;
  }

  // -- the first columns stay in sight: where each stands only the browser knows

  const table = document.querySelector("table[data-frozen]");
  function freeze() {
    if (!table) return;
    const ticks = table.querySelector("th.tk") ? 1 : 0, count = Number(table.dataset.frozen) + ticks;
    const heads = [...table.tHead.rows[0].cells].slice(0, count);
    const scroll = table.closest(".scroll");
    const edges = heads.map((one) => one.offsetLeft);
    const last = heads.at(-1), room = last.offsetLeft + last.offsetWidth < scroll.clientWidth * 0.7;
    table.classList.toggle("stuck", room);
    for (const row of table.rows) {
      let at = 0;
      for (const cell of row.cells) {
        const inside = room && at < count && (cell.colSpan === 1 || at === 0);
        cell.classList.toggle("stuck", inside);
        cell.style.left = inside ? `${edges[at]}px` : "";
        at += cell.colSpan;
        if (at >= count) break;
      }
    }
  }
  if (table) {
    table.classList.remove("wide"); // what the style alone can keep in sight
    freeze();
    window.addEventListener("resize", freeze);
  }
})();
