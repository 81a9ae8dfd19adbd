// The keys that move about, and the mouse that selects.
import { about, columns, value } from "./cells.js";
import { box, emit } from "./page.js";
import { far, focus, go, isWide, span, take } from "./ranges.js";
import { at, atEnd, atStart, first, jump, last, more, numberOf, rows } from "./rows.js";
import { height, holder } from "./sheet.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let leaving = false; // Esc was pressed: the next Tab leaves the grid

/** Moves the focus (or the far corner) by rows and columns; rows that are not here yet are fetched. */
export async function step(down, right, stretch = false) {
  const from = stretch ? far() : focus() || { number: first, index: -right };
  const number = from.number + down;
  if (number > last() && !atEnd()) await more(true, null);
  if (number < first && !atStart()) await more(false, null);
  go(number, from.index + right, { stretch });
}

/** The next cell in reading order. Says whether there is one. */
export function next(backwards = false) {
  const now = focus();
  if (!now) return false;
  const index = now.index + (backwards ? -1 : 1), number = now.number + (backwards ? -1 : 1);
  if (index >= 0 && index < columns.length) { go(now.number, index); return true; }
  if (!at(number)) return false;
  go(number, backwards ? columns.length - 1 : 0);
  return true;
}

/** To the edge of the filled cells, as a spreadsheet does. */
function edge(down, right, stretch) {
  const from = stretch ? far() : focus();
  let { number, index } = from;
  const filled = (n, i) => at(n) && columns[i] && !value(at(n), columns[i]).none;
  const there = (n, i) => at(n) && columns[i];
  if (filled(number, index) && filled(number + down, index + right)) {
    while (filled(number + down, index + right)) { number += down; index += right; }
  } else {
    do { number += down; index += right; } while (there(number, index) && !filled(number, index) && there(number + down, index + right));
  }
  go(number, index, { stretch });
}

async function far_end(end) {
  if (end ? !atEnd() : !atStart()) await jump(end ? "last" : "start");
  const number = end ? (rows.at(-1)?.draft && rows.length > 1 ? last() - 1 : last()) : first;
  go(number, end ? columns.length - 1 : 0);
}

let leap = Promise.resolve(); // one after the other: the rows of a leap have to be fetched
export const toEnd = (end) => { leap = leap.then(() => far_end(end)).catch(() => {}); return leap; };

const page = () => Math.max(1, Math.floor(holder().clientHeight / height) - 1);

/** What a key does while no cell is being edited. Says whether it did something. */
function pressed(event) {
  const { key, shiftKey: stretch } = event, ctrl = event.ctrlKey || event.metaKey, now = focus();
  if (key === "Tab") {
    if (leaving || !now) { leaving = false; return false; }
    return next(stretch);
  }
  leaving = key === "Escape";
  if (!now) { if (STEPS[key]) { go(first, 0); return true; } return false; }
  if (STEPS[key]) { if (ctrl) edge(...STEPS[key], stretch); else step(...STEPS[key], stretch); return true; }
  if (key === "Home") { if (ctrl && stretch) go(first, 0, { stretch }); else if (ctrl) toEnd(false); else go((stretch ? far() : now).number, 0, { stretch }); return true; }
  if (key === "End") { if (ctrl && stretch) go(last(), columns.length - 1, { stretch }); else if (ctrl) toEnd(true); else go((stretch ? far() : now).number, columns.length - 1, { stretch }); return true; }
  if (key === "PageDown") { step(page(), 0, stretch); return true; }
  if (key === "PageUp") { step(-page(), 0, stretch); return true; }
  if (ctrl && key.toLowerCase() === "a") { span(first, 0, rows.at(-1)?.draft ? last() - 1 : last(), columns.length - 1); return true; }
  if (key === "Enter" && stretch) { step(-1, 0); return true; }
  if (key === "Escape" && isWide()) { go(now.number, now.index); return true; }
  return false;
}

export function watch(editing) {
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || editing() || event.target.closest(".tabulator-header")) return;
    if (pressed(event)) { event.preventDefault(); event.stopPropagation(); }
  });

  let dragging = null;
  box.addEventListener("mousedown", (event) => {
    if (event.button !== 0 || event.target.closest("a, input, .g-editor")) return;
    const cell = event.target.closest(".tabulator-cell"), found = cell && about(cell);
    if (!found) { const row = cell?.closest(".tabulator-row"); if (row) whole(row, event.shiftKey); return; }
    event.preventDefault();
    emit("press");
    const number = numberOf(found.row.id), index = columns.indexOf(found.column);
    go(number, index, { stretch: event.shiftKey });
    dragging = true;
  });
  document.addEventListener("mousemove", (event) => {
    if (!dragging) return;
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".tabulator-cell"), found = cell && box.contains(cell) && about(cell);
    if (found) go(numberOf(found.row.id), columns.indexOf(found.column), { stretch: true, quiet: true });
  });
  document.addEventListener("mouseup", () => { if (dragging) { dragging = null; take(); } });
}

/** A click beside the tick of a row selects the row. */
function whole(element, stretch) {
  const cell = [...element.querySelectorAll(".tabulator-cell")].find(about), row = cell && about(cell).row;
  if (!row) return;
  const number = numberOf(row.id);
  span(stretch && focus() ? focus().number : number, 0, number, columns.length - 1);
  take();
}
