// Copy, cut and paste, with other cells and with spreadsheets; and filling down.
import { columns, locked, value } from "./cells.js";
import { box, config, say, tell, warn } from "./page.js";
import { empty, editing } from "./editors.js";
import { far, focus, isMine, rectangle, selected, span } from "./ranges.js";
import { at, atEnd, insert, last, rows } from "./rows.js";
import { put } from "./saving.js";
import { format, parse } from "./tsv.js";

const MOST = 20000;
const mine = (event) => isMine() && focus() && !editing() && !event.target.closest?.("input, textarea, select");

/** A cell as people write it: numbers and days as they are typed, references by their title. */
const told = ({ row, column }) => {
  const has = value(row, column);
  return has.none ? "" : ["reference", "choice", "tick", "file"].includes(column.kind) || has.why ? has.shown : has.text;
};

function copy(event) {
  if (!mine(event)) return false;
  const lines = selected().map((line) => line.map(told));
  event.clipboardData.setData("text/plain", format(lines));
  event.preventDefault();
  tell(say("copied", { number: lines.length * lines[0].length }));
  return true;
}

/** Pastes lines of cells from the focused cell on; a single value fills what is selected. */
export function paste(lines) {
  const { top, left, bottom, right } = rectangle(), single = lines.length === 1 && lines[0].length === 1;
  const deep = single ? bottom - top + 1 : lines.length, wide = single ? right - left + 1 : Math.max(...lines.map((line) => line.length));
  if (deep * wide > MOST) { warn(say("tooMany", { number: MOST })); return; }
  const cells = [];
  let fixed = 0;
  for (let down = 0; down < deep; down += 1) {
    const row = rowAt(top + down);
    if (!row) break;
    for (let across = 0; across < wide && left + across < columns.length; across += 1) {
      const column = columns[left + across], text = single ? lines[0][0] : lines[down][across];
      if (text === undefined) continue;
      if (locked(row, column)) fixed += 1;
      else if (text !== told({ row, column })) cells.push({ row, column, text });
    }
  }
  span(top, left, top + deep - 1, left + wide - 1);
  if (fixed) tell(say("pastedFixed", { number: fixed }));
  if (cells.length) put(cells, "paste");
  else if (!fixed) tell(say("pasted", { number: 0 }));
}

/** The row of a number; under the last one, a new row where rows may be added. */
function rowAt(number) {
  const there = at(number);
  if (there) return there;
  return config.adds && atEnd() && number === last() + 1 ? insert(rows.at(-1)) : null;
}

/** The first line of the selection, or the cell above it, into all the others. */
export function fillDown() {
  const lines = selected(), { top } = rectangle();
  const from = lines.length > 1 ? lines.shift() : at(top - 1) ? lines[0].map(({ column }) => ({ row: at(top - 1), column })) : null;
  if (!from) return;
  const cells = lines.flatMap((line) => line.map((one, place) => copied(one, value(from[place].row, one.column))));
  const open = cells.filter((one) => !locked(one.row, one.column) && one.text !== value(one.row, one.column).text);
  if (open.length) put(open, "fill"); else tell(say("nothingFits"));
}

const copied = (one, has) => ({ ...one, text: has.text, shown: has.shown, picked: ["reference", "choice", "tick"].includes(one.column.kind) });

/** From the menu, where there is no event of the clipboard. */
export async function fromMenu(what) {
  try {
    if (what === "paste") paste(parse(await navigator.clipboard.readText()));
    else await navigator.clipboard.writeText(format(selected().map((line) => line.map(told))));
  } catch { warn(say("noClipboard")); }
}

export function watch() {
  document.addEventListener("copy", copy);
  document.addEventListener("cut", (event) => { if (copy(event)) empty(); });
  document.addEventListener("paste", (event) => {
    if (!mine(event)) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    if (text) paste(parse(text));
  });
  box.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || editing() || event.key.toLowerCase() !== "d" || !far() || !focus()) return;
    event.preventDefault();
    fillDown();
  });
}
