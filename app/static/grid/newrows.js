// New rows: typed under the last one, asked for what they still need, saved once they are complete; duplicates.
import { get } from "./asking.js";
import { boxOf } from "./boxes.js";
import { clear, columns, mark } from "./cells.js";
import { config, emit, make, on, say, tell, warn } from "./page.js";
import { go, take } from "./ranges.js";
import { addBlank, atEnd, find, insert, jump, last, numberOf, rows } from "./rows.js";
import { send, typedOf } from "./saving.js";

const columnOf = (key) => columns.find((one) => one.key === key);
const lacks = (row, all) => all.filter((one) => one.required && one.adds && !one.usual && !row.typed[one.key]?.text);

/** Keeps what was typed into a new row, and saves the row when nothing is missing any more. */
function typed({ row, column, text, shown, picked }) {
  row.typed[column.key] = { text, shown, picked };
  mark(row, column, { state: "new", text, shown, sentence: "" });
  addBlank();
  consider(row);
}

function consider(row) {
  if (row.sending) return;
  const missing = lacks(row, columns), unseen = lacks(row, config.asks);
  if (missing.length) { tell(say("needs", { labels: missing.map((one) => one.label).join(", ") })); return; }
  if (unseen.length) ask(row, unseen); else submit(row, "add");
}

export function submit(row, kind) {
  row.sending = true;
  const cells = columns.filter((one) => row.typed[one.key]).map((column) => ({ row, column }));
  for (const { column } of cells) mark(row, column, { state: "saving", sentence: "", since: 0 });
  send({ kind, mode: "all", cells, rows: [{ new: row.id, values: typedOf(row) }] });
}

/** A dialog for what a new row must bring although the grid does not show it. */
function ask(row, unseen) {
  const boxes = unseen.map((column) => ({ column, made: boxOf(column, { text: column.usual || "", shown: column.usual || "" }) }));
  const fields = boxes.map(({ column, made }) => make("div", { className: "fld" }, make("span", { className: "caption" }, column.label, make("span", { className: "req" }, " *")), made.element));
  const dialog = make("dialog", { className: "dlg", "aria-labelledby": "g-new" },
    make("form", { method: "dialog" }, make("h2", { id: "g-new" }, say("askNew")), make("div", { className: "form" }, ...fields),
      make("div", { className: "btns" }, make("button", { className: "btn2", value: "no", type: "submit", formNoValidate: true }, say("cancel")), make("button", { className: "btn2 p", value: "yes" }, say("save")))));
  dialog.addEventListener("close", () => {
    dialog.remove();
    take();
    if (dialog.returnValue !== "yes") return;
    for (const { column, made } of boxes) row.typed[column.key] = made.read();
    consider(row);
  });
  document.querySelector("main").append(dialog);
  dialog.showModal();
}

/** To the empty row at the end. */
export async function begin() {
  if (!atEnd()) await jump("last");
  const place = Math.max(0, columns.findIndex((one) => one.adds));
  go(last(), place);
}

/** A new row with the values of another, also of the columns that are not shown. */
export async function duplicate(row) {
  if (!config.adds || row.key === null) return;
  const query = new URLSearchParams({ keys: row.key, columns: config.copies.map(([key]) => key).join(",") });
  let told;
  try { told = await get(`${config.grid}/rows?${query}`); } catch (error) { warn(error.message || say("failed")); return; }
  const cells = told.rows[0]?.[3] || [], values = {};
  told.columns.forEach((key, place) => {
    const cell = cells[place], text = Array.isArray(cell) ? cell[0] : cell, kind = config.copies.find(([one]) => one === key)?.[1];
    if (text) values[key] = { text, shown: Array.isArray(cell) && cell[1] ? cell[1] : text, picked: ["reference", "choice", "tick"].includes(kind) };
  });
  const made = insert(row);
  for (const [key, one] of Object.entries(values)) {
    made.typed[key] = one;
    if (columnOf(key)) mark(made, columnOf(key), { state: "new", text: one.text, shown: one.shown });
  }
  go(numberOf(made.id), Math.max(0, columns.findIndex((one) => one.adds)));
  submit(made, "duplicate");
}

/** Lets go of a new row that is not saved. */
export function discard(row) {
  for (const column of columns) clear(row, column);
  rows.splice(rows.indexOf(row), 1);
  addBlank();
  emit("rows", { grown: 0 });
}

export function watch() {
  on("typed", typed);
  on("answered", ({ job, told, bad }) => {
    for (const one of job.rows || []) {
      const row = one.new && find(one.new);
      if (row) row.sending = false;
    }
    // What a new row lacks is told at its cell, also where nobody typed anything.
    for (const one of told.refused || []) {
      const row = one.new && find(one.new), column = row && columnOf(one.field);
      if (column && !bad.has(`${row.id} ${column.key}`)) mark(row, column, { state: "refused", text: row.typed[column.key]?.text ?? "", sentence: one.sentence });
    }
  });
  // Drawn anew: it is a row like the others now.
  on("saved", (told) => { if ((told.saved || []).some((one) => one.new)) addBlank(); });
}
