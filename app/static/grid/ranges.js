// Which cells are selected: a rectangle between two corners, by row number and column, and the cell that has the focus.
import { about, columns } from "./cells.js";
import { box, emit, on } from "./page.js";
import { at, first, last, numberOf, rows } from "./rows.js";
import { cellsInSight, elementOf, holder, keep, show } from "./sheet.js";

const place = { number: null, column: 0, toNumber: null, toColumn: 0 }; // the focus, and the corner across
export const focus = () => (place.number === null || !at(place.number) ? null : { row: at(place.number), column: columns[place.column], number: place.number, index: place.column });
export const far = () => ({ number: place.toNumber, index: place.toColumn });

/** The rectangle, in row numbers and places of columns. */
export const rectangle = () => ({
  top: Math.max(first, Math.min(place.number, place.toNumber)), bottom: Math.min(last(), Math.max(place.number, place.toNumber)),
  left: Math.min(place.column, place.toColumn), right: Math.max(place.column, place.toColumn),
});
export const isWide = () => place.number !== place.toNumber || place.column !== place.toColumn;

/** The selected cells, row by row. */
export function selected() {
  const { top, bottom, left, right } = rectangle(), found = [];
  for (let number = top; number <= bottom; number += 1) {
    const row = at(number);
    if (row) found.push(columns.slice(left, right + 1).map((column) => ({ row, column })));
  }
  return found;
}

const within = (low, high, value) => Math.max(low, Math.min(high, value));

/** Puts the focus on a cell; `stretch` moves only the far corner. */
export function go(number, index, { stretch = false, quiet = false } = {}) {
  if (!rows.length) return;
  const to = within(first, last(), number), column = within(0, columns.length - 1, index), from = focus()?.row;
  if (stretch && place.number !== null) Object.assign(place, { toNumber: to, toColumn: column });
  else Object.assign(place, { number: to, column, toNumber: to, toColumn: column });
  show(to, columns[column]);
  paint();
  if (!quiet) take();
  if (from && from !== focus()?.row) emit("left", from);
  emit("moved");
}

/** Selects a rectangle, the focus in its first corner. */
export function span(number, index, toNumber, toIndex) {
  Object.assign(place, { number, column: index, toNumber: within(first, last(), toNumber), toColumn: within(0, columns.length - 1, toIndex) });
  paint();
  emit("moved");
}

let mine = false; // whether the grid has the focus
/** Gives the focus to the focused cell's element. */
export function take() {
  mine = true;
  const now = focus(), element = now && elementOf(now.row, now.column);
  if (element?.isConnected) element.focus({ preventScroll: true });
  else holder()?.focus({ preventScroll: true });
}
export const isMine = () => mine;

export function paint() {
  const { top, bottom, left, right } = rectangle(), wide = isWide(), now = focus();
  for (const element of cellsInSight()) style(element, top, bottom, left, right, wide, now);
}

function style(element, top, bottom, left, right, wide, now) {
  const { row, column } = about(element), number = numberOf(row.id), index = columns.indexOf(column);
  const inside = place.number !== null && number >= top && number <= bottom && index >= left && index <= right;
  const has = Boolean(now) && row === now.row && column === now.column;
  const list = element.classList;
  list.toggle("r-in", inside && wide);
  list.toggle("r-top", inside && wide && number === top);
  list.toggle("r-end", inside && wide && number === bottom);
  list.toggle("r-left", inside && wide && index === left);
  list.toggle("r-right", inside && wide && index === right);
  list.toggle("r-focus", has);
  element.tabIndex = has || (!now && number === first && index === 0) ? 0 : -1;
  element.setAttribute("aria-selected", String(inside));
}

export function watch() {
  keep(() => (isWide() ? Math.min(place.number, place.toNumber) : null));
  box.addEventListener("focusin", (event) => {
    mine = true;
    const found = place.number === null && about(event.target); // somebody came by the Tab key
    if (found) go(numberOf(found.row.id), columns.indexOf(found.column));
  });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) mine = false; });
  document.addEventListener("mousedown", (event) => { if (!box.contains(event.target)) mine = false; });
  let held = null;
  on("rows", ({ fresh }) => { held = fresh ? null : held; if (fresh) Object.assign(place, { number: null, toNumber: null, column: 0, toColumn: 0 }); });
  // Cells that were drawn anew: the focus goes to the one that stands for it now.
  on("redrawn", (fresh) => { if (fresh && mine && focus()) show(place.toNumber, columns[place.toColumn]); paint(); if (mine) take(); });
  on("scrolled", () => { paint(); if (mine && [document.body, holder()].includes(document.activeElement)) take(); });
  on("drawn", ({ element }) => { if (element.isConnected) { const r = rectangle(); style(element, r.top, r.bottom, r.left, r.right, isWide(), focus()); } });
  on("columns", paint);
}
