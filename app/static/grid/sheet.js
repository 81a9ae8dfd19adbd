// The table itself: Tabulator draws the rows in sight, and lets columns be resized, moved and frozen.
import { about, columns, draw, stateOf, stored } from "./cells.js";
import { box, config, emit, make, on, part, number as written, say } from "./page.js";
import { at, atEnd, first, last, more, numberOf, position, rows } from "./rows.js";
import { evenRows } from "./evenrows.js";
import { header } from "./choosing.js";

const HEIGHTS = { compact: 33, normal: 50, roomy: 68 };
export const height = HEIGHTS[config.density] || HEIGHTS.normal;
let table = null;
export const holder = () => box.querySelector(".tabulator-tableholder");
export const tabulator = () => table;

// Tabulator puts what a formatter gives into the cell: what was drawn there already.
const painted = (cell) => {
  const element = cell.getElement(), row = cell.getData().row, column = columns.find((one) => one.key === cell.getField());
  draw(element, row, column);
  emit("drawn", { element, row, column });
  const all = document.createDocumentFragment();
  all.append(...element.childNodes);
  return all;
};

function title(column) {
  return () => {
    if (!column.order) return make("span", { title: column.help || "" }, column.label);
    const arrow = { ascending: " ↑", descending: " ↓" }[column.sorted] || "";
    const link = make("a", { href: column.order, draggable: false, title: column.help || "" }, column.label);
    if (arrow) link.append(make("span", { "aria-hidden": "true" }, arrow));
    return link;
  };
}

const definition = (column) => ({
  field: column.key, title: column.label, titleFormatter: title(column), formatter: painted, headerSort: false,
  width: column.width, minWidth: 60, frozen: Boolean(column.frozen), resizable: "header",
});

/** The height that leaves room for what stands under the grid. */
const fitting = () => Math.max(320, Math.floor(innerHeight - (box.getBoundingClientRect().top + scrollY) - 118));

/** A column is at least as wide as the longest word in it, unless somebody drew it. */
function fit() {
  for (const column of columns) {
    if (column.drawn) continue;
    const words = rows.slice(0, 60).flatMap((row) => (row.draft ? [] : stored(row, column).shown.split(/\s+/)));
    const longest = Math.min(28, Math.max(0, ...words.map((one) => one.length)));
    column.width = Math.max(column.width, Math.ceil(longest * 7.4) + 24);
  }
}

export function build() {
  fit();
  const data = rows.map((row) => ({ id: row.id, row }));
  table = new globalThis.Tabulator(box, {
    data, columns: [header, ...columns.map(definition)], layout: "fitDataStretch", height: fitting(), rowHeight: height, nestedFieldSeparator: false,
    renderVertical: evenRows(height), movableColumns: true, columnDefaults: { headerSort: false }, rowFormatter: named,
    placeholder: "", debugInvalidOptions: false,
  });
  table.on("tableBuilt", () => { semantics(); emit("built"); counted(); });
  table.on("columnMoved", (moved, all) => {
    const order = all.map((one) => one.getField());
    columns.sort((one, other) => order.indexOf(one.key) - order.indexOf(other.key));
    table.redraw(true);
    emit("columns", "moved");
  });
  table.on("columnResized", (resized) => {
    const column = columns.find((one) => one.key === resized.getField());
    if (column) { column.width = resized.getWidth(); emit("columns", "resized"); }
  });
  box.addEventListener("scroll", counted, true);
  new ResizeObserver(() => counted()).observe(box);
  addEventListener("resize", () => { box.style.height = `${fitting()}px`; });
  box.style.setProperty("--lines", { compact: "1", roomy: "3" }[config.density] || "2");
}

function named(row) {
  const element = row.getElement(), own = row.getData().row, number = numberOf(own.id);
  element.setAttribute("aria-rowindex", String((position(number, number, config.total.number)?.[0] ?? number - first + 1) + 1));
  element.classList.toggle("g-draft", Boolean(own.draft));
}

function semantics() {
  box.setAttribute("role", "grid");
  box.setAttribute("aria-label", say("grid", { label: config.label }));
  box.setAttribute("aria-describedby", "grid-hint");
  box.setAttribute("aria-multiselectable", "true");
  box.setAttribute("aria-colcount", String(columns.length + 1));
  holder().tabIndex = -1;
  holder().setAttribute("role", "rowgroup");
  holder().querySelector(".tabulator-table").setAttribute("role", "presentation");
  holder().addEventListener("scroll", scrolled, { passive: true });
  for (const [place, one] of columns.entries()) {
    const head = headOf(one.key);
    head?.setAttribute("aria-colindex", String(place + 2));
    if (one.sorted) head?.setAttribute("aria-sort", one.sorted);
  }
}

export const headOf = (key) => box.querySelector(`.tabulator-col[tabulator-field="${CSS.escape(key)}"]`);

// -- scrolling

let timer = 0;
function scrolled() {
  cancelAnimationFrame(timer);
  timer = requestAnimationFrame(() => { fill(); emit("scrolled"); });
}

function fill() {
  const area = holder(), room = 12 * height;
  if (area.scrollTop + area.clientHeight + room > area.scrollHeight) more(true, holds());
  else if (area.scrollTop < room) more(false, holds());
}
let holds = () => null;
export const keep = (callback) => { holds = callback; };

on("rows", ({ fresh, grown = 0 }) => {
  if (!table) return;
  const area = holder(), top = area.scrollTop, left = area.scrollLeft;
  // Not replaceData, which does it later: the next key would find the old rows.
  table.rowManager.setData(rows.map((row) => ({ id: row.id, row })), true);
  scrollTo(fresh ? 0 : Math.max(0, top + grown * height));
  area.scrollLeft = left;
  counted();
  emit("redrawn", fresh);
  scrolled(); // whoever reached the other end meanwhile does not scroll again, and is still to get its rows
});

// -- finding elements

export function elementOf(row, column) {
  const found = table?.getRow(row.id);
  return found ? found.getElement().querySelector(`.tabulator-cell[tabulator-field="${CSS.escape(column.key)}"]`) : null;
}
export const cellsInSight = () => [...box.querySelectorAll(".tabulator-row .tabulator-cell")].filter(about);

/** The numbers of the first and the last row in sight. */
export function sight() {
  const area = holder(), from = first + Math.floor(area.scrollTop / height);
  return [Math.max(first, from), Math.min(last(), first + Math.floor((area.scrollTop + area.clientHeight - 1) / height))];
}

/** Scrolls and draws the rows at once: the scroll event comes later, and Tabulator takes it for an old one. */
function scrollTo(top) {
  const area = holder(), manager = table.rowManager;
  area.scrollTop = top;
  manager.scrollTop = area.scrollTop;
  manager.renderer.place();
}

/** Brings a cell into sight, moving no more than is needed. */
export function show(number, column) {
  const area = holder(), top = (number - first) * height;
  if (top < area.scrollTop) scrollTo(top);
  else if (top + height > area.scrollTop + area.clientHeight) scrollTo(top + height - area.clientHeight);
  const head = column && headOf(column.key);
  if (!head || column.frozen) return;
  const pinned = [...box.querySelectorAll(".tabulator-col.tabulator-frozen")].reduce((sum, one) => sum + one.offsetWidth, 0);
  const start = head.offsetLeft, end = start + head.offsetWidth;
  if (start < area.scrollLeft + pinned) area.scrollLeft = start - pinned;
  else if (end > area.scrollLeft + area.clientWidth) area.scrollLeft = end - area.clientWidth;
}

// -- drawing again

on("cell", ({ row, column }) => { const element = elementOf(row, column); if (element) { draw(element, row, column); emit("drawn", { element, row, column }); } });
on("row", (row) => { for (const column of columns) if (!stateOf(row, column)?.open) emit("cell", { row, column }); });

/** "baris 12.300-12.320 dari ± 1.000.000" */
function counted() {
  if (!table || !holder() || !rows.length) { part("position").textContent = ""; return; }
  const whole = last() - (rows.at(-1)?.draft && rows.length > 1 ? 1 : 0), total = config.total;
  const [from, to] = sight().map((one) => Math.min(one, whole)), found = position(from, Math.max(from, to), total.number);
  const sign = { at_least: "> ", estimate: "± " }[total.kind] || "", all = sign + written(total.number);
  part("position").textContent = found && at(from)
    ? say("position", { from: written(found[0]), to: written(found[1]), total: all })
    : say("some", { number: written(rows.length) });
}
