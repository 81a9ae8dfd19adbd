// The first column: which rows are chosen for what the bar below does, and the way to each record.
import { config, make, on, say } from "./page.js";
import { rows } from "./rows.js";

export const chosen = new Set(); // keys
const form = document.querySelector("form#many");
let lastTicked = null;

const drawn = (cell) => {
  const row = cell.getData().row, element = cell.getElement();
  element.setAttribute("aria-colindex", "1");
  element.setAttribute("role", "rowheader");
  element.setAttribute("aria-label", row.title || say("row"));
  const parts = document.createDocumentFragment();
  if (row.draft) { parts.append(make("span", { className: "g-plus", "aria-hidden": "true" }, Object.keys(row.typed).length ? "•" : "+")); return parts; }
  if (row.key === null) return parts;
  if (form) parts.append(make("input", { type: "checkbox", checked: chosen.has(row.key), tabIndex: -1, "data-key": row.key, "aria-label": say("select", { title: row.title }) }));
  if (config.opens) parts.append(make("a", { href: `${config.data}/show/${row.key}`, className: "g-open", tabIndex: -1, title: say("open", { title: row.title }), "aria-label": say("open", { title: row.title }) }, "↗"));
  return parts;
};

const everything = () => {
  if (!form) return make("span", { className: "sr-only" }, say("row"));
  return make("input", { type: "checkbox", "data-tick-all": "", tabIndex: -1, "aria-label": say("selectAll") });
};

export const header = {
  field: "_row", title: say("row"), titleFormatter: everything, formatter: drawn, frozen: true, width: 64, minWidth: 64,
  resizable: false, headerSort: false,
};

/** Chooses a row or lets it go; with `range`, all rows between the last one and this. */
export function tick(row, yes = !chosen.has(row.key), range = false) {
  const from = range && lastTicked ? rows.findIndex((one) => one.key === lastTicked) : -1, to = rows.indexOf(row);
  const several = from < 0 ? [row] : rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const one of several) if (one.key !== null) chosen[yes ? "add" : "delete"](one.key);
  const every = form?.querySelector("[data-every-box]");
  if (!yes && every) every.checked = false;
  lastTicked = row.key;
  told();
}

function told() {
  for (const one of document.querySelectorAll("[data-key]")) {
    one.checked = chosen.has(one.dataset.key);
    one.closest(".tabulator-row")?.classList.toggle("g-pick", one.checked);
  }
  const all = document.querySelector("[data-tick-all]"), loaded = rows.filter((row) => row.key !== null);
  if (all) { all.checked = loaded.length > 0 && loaded.every((row) => chosen.has(row.key)); all.indeterminate = chosen.size > 0 && !all.checked; }
  if (!form) return;
  form.querySelectorAll("input[data-chosen-key]").forEach((one) => one.remove());
  form.append(...[...chosen].map((key) => make("input", { type: "hidden", name: "key", value: key, "data-chosen-key": "" })));
  form.dispatchEvent(new CustomEvent("panel:chosen"));
}

export function watch(box) {
  box.addEventListener("click", (event) => {
    const one = event.target.closest("input[type=checkbox]");
    if (!one) return;
    if ("tickAll" in one.dataset) { for (const row of rows) if (row.key !== null) chosen[one.checked ? "add" : "delete"](row.key); told(); }
    else if (one.dataset.key) tick(rows.find((row) => row.key === one.dataset.key), one.checked, event.shiftKey);
  });
  on("redrawn", told);
  if (!form) return;
  form.append(make("input", { type: "hidden", name: "back", value: location.pathname + location.search }));
  form.addEventListener("panel:every", (event) => {
    for (const row of rows) if (row.key !== null) chosen[event.detail ? "add" : "delete"](row.key);
    told();
  });
}
