// The menu of a cell: everything that the keys do, for the mouse and for those who do not know the keys.
import { about, columns, locked } from "./cells.js";
import { fillDown, fromMenu } from "./clipboard.js";
import { removeRows } from "./deleting.js";
import { edit, editing, empty } from "./editors.js";
import { freeze, hide } from "./looks.js";
import { duplicate } from "./newrows.js";
import { box, config, make, say } from "./page.js";
import { focus, go, rectangle, take } from "./ranges.js";
import { numberOf } from "./rows.js";
import { turn } from "./undo.js";

let open = null;
function shut(back = true) { if (!open) return; open.remove(); open = null; if (back) take(); }

function items(now) {
  const { row, column } = now, may = !locked(row, column), write = !config.why;
  return [
    config.opens && row.key && !row.draft && ["openRow", "", () => location.assign(`${config.data}/show/${row.key}`)],
    may && ["edit", "F2", () => edit()],
    ["copy", "Ctrl+C", () => fromMenu("copy")],
    write && ["paste", "Ctrl+V", () => fromMenu("paste")],
    write && ["fill", "Ctrl+D", fillDown],
    write && ["clear", "Del", empty],
    config.adds && row.key && !row.draft && ["duplicate", "", () => duplicate(row)],
    (config.deletes || row.draft) && ["deleteRow", "", removeRows],
    ["freeze", "", () => freeze(column)],
    columns.length > 1 && ["hide", "", () => hide(column)],
    write && ["undo", "Ctrl+Z", () => turn("undo")],
    write && ["redo", "Ctrl+Y", () => turn("redo")],
  ].filter(Boolean);
}

function show(x, y) {
  shut(false);
  const now = focus();
  if (!now) return;
  const buttons = items(now).map(([name, key, act]) => make("button", { type: "button", role: "menuitem", tabIndex: -1, click: () => { shut(); act(); } }, say(`do_${name}`), key ? make("kbd", {}, key) : ""));
  open = make("div", { className: "g-menu", role: "menu", "aria-label": say("menu") }, ...buttons);
  document.body.append(open);
  Object.assign(open.style, { left: `${Math.min(x, innerWidth - open.offsetWidth - 8)}px`, top: `${Math.max(8, Math.min(y, innerHeight - open.offsetHeight - 8))}px` });
  buttons[0].focus();
  open.addEventListener("keydown", (event) => {
    const place = buttons.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) buttons[(place + step + buttons.length) % buttons.length].focus();
    else if (event.key === "Home") buttons[0].focus();
    else if (event.key === "End") buttons.at(-1).focus();
    else if (event.key === "Escape" || event.key === "Tab") shut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

export function watch() {
  box.addEventListener("contextmenu", (event) => {
    const found = about(event.target.closest(".tabulator-cell"));
    if (!found || event.target.closest(".g-editor, a") || editing()) return;
    event.preventDefault();
    const number = numberOf(found.row.id), index = columns.indexOf(found.column), has = rectangle();
    const inside = focus() && number >= has.top && number <= has.bottom && index >= has.left && index <= has.right;
    if (!inside) go(number, index);
    const cell = event.target.closest(".tabulator-cell").getBoundingClientRect();
    show(event.clientX || cell.left + 20, event.clientY || cell.bottom);
  });
  document.addEventListener("mousedown", (event) => { if (open && !open.contains(event.target)) shut(false); });
  addEventListener("blur", () => shut(false));
}
