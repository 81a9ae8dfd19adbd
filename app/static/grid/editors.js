// Editing one cell: the box over it, how it opens, and how it ends.
import { about, clear, locked, stateOf, stored, value } from "./cells.js";
import { boxOf } from "./boxes.js";
import { box, make, on, say, tell, warn } from "./page.js";
import { focus, selected, take } from "./ranges.js";
import { next, step } from "./moving.js";
import { numberOf } from "./rows.js";
import { elementOf, holder } from "./sheet.js";
import { now as moment, put } from "./saving.js";

let open = null; // {row, column, made, frame, seen}
export const editing = () => Boolean(open);

/** Opens the box of the focused cell. `typed`: what somebody typed over it. */
export function edit(typed = null) {
  const now = focus();
  if (!now || open) return;
  const { row, column } = now, why = locked(row, column), element = elementOf(row, column);
  if (why) { tell(`${column.label}: ${why}`); element?.classList.add("g-no"); setTimeout(() => element?.classList.remove("g-no"), 500); return; }
  if (!element) return;
  const own = stateOf(row, column), made = boxOf(column, value(row, column), typed);
  const frame = document.createElement("div");
  frame.className = `g-editor${made.long ? " g-long" : ""}`;
  frame.setAttribute("role", "row");
  frame.append(make("div", { role: "gridcell" }, made.element));
  if (own?.state === "refused") describe(made.input, frame, own.sentence);
  holder().append(frame);
  const mine = own?.state === "saved" ? null : own;
  open = { row, column, made, frame, since: moment(), seen: mine?.seen ?? stored(row, column).stamp, version: mine?.version ?? row.version };
  put_over(element);
  made.input.focus({ preventScroll: true });
  if (typed === null) made.input.select(); else made.input.setSelectionRange(typed.length, typed.length);
  if (typed === null && column.kind !== "reference") made.opened?.();
  frame.addEventListener("keydown", pressed);
  frame.addEventListener("focusout", (event) => { if (open && !frame.contains(event.relatedTarget) && document.hasFocus()) setTimeout(() => { if (open?.frame === frame && !frame.contains(document.activeElement)) done(); }); });
  frame.addEventListener("panel:chosen", () => { done(); take(); });
}

function describe(input, frame, sentence) {
  const small = document.createElement("small");
  small.className = "g-problem"; small.id = "g-problem"; small.textContent = sentence;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", "g-problem");
  frame.append(small);
}

function put_over(element) {
  const area = holder(), from = area.getBoundingClientRect(), cell = element.getBoundingClientRect();
  Object.assign(open.frame.style, {
    left: `${cell.left - from.left + area.scrollLeft - 1}px`, top: `${cell.top - from.top + area.scrollTop - 1}px`,
    minWidth: `${cell.width + 2}px`, minHeight: `${cell.height + 2}px`,
  });
}

/** Ends the editing and keeps what was typed. Says whether it could. */
export function done() {
  if (!open) return true;
  const { row, column, made, seen, version, since } = open, bad = made.bad?.();
  if (bad) { warn(bad); open.frame.querySelector(".g-problem")?.remove(); describe(made.input, open.frame, bad); made.input.focus(); return false; }
  const now = made.read(), has = value(row, column);
  shut();
  if (now.text === has.text && (now.shown ?? has.shown) === has.shown && stateOf(row, column)?.state !== "refused") return true;
  if (now.text === stored(row, column).text && !row.draft) clear(row, column);
  else put([{ row, column, ...now, seen, version, since }], "cell");
  return true;
}

export function shut() {
  open?.made.shut?.();
  const frame = open?.frame;
  open = null;
  frame?.remove();
}

function pressed(event) {
  if (event.isComposing) return;
  const { key } = event, long = open.made.long;
  event.stopPropagation();
  if (key === "Escape") { event.preventDefault(); shut(); take(); return; }
  if (key === "F2") { event.preventDefault(); return; }
  if (key === "Tab") {
    event.preventDefault();
    if (done() && !next(event.shiftKey)) take();
    return;
  }
  if (key !== "Enter") return;
  event.preventDefault();
  if (event.altKey || (open.made.lines && !event.ctrlKey)) { if (long) insert("\n"); return; }
  if (done()) step(event.shiftKey ? -1 : 1, 0);
}

function insert(text) {
  const { input } = open.made;
  input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Empties the selected cells. */
export function empty() {
  const cells = selected().flat().filter(({ row, column }) => !locked(row, column) && value(row, column).text !== "");
  if (!cells.length) { tell(say("nothingFits")); return; }
  put(cells.map(({ row, column }) => ({ row, column, text: "", shown: "" })), "clear");
}

export function watch() {
  box.addEventListener("keydown", (event) => {
    if (open || event.isComposing || event.target.closest(".tabulator-header")) return;
    const { key } = event, ctrl = event.ctrlKey || event.metaKey;
    if (!focus() || event.defaultPrevented) return;
    if (key === "F2" || (key === "Enter" && !event.shiftKey && !ctrl)) edit();
    else if ((key === "Delete" || key === "Backspace") && !ctrl) empty();
    else if (key === " " && focus().column.kind === "tick" && !event.shiftKey) toggle();
    else if (key.length === 1 && !ctrl && !event.altKey && key !== "/") edit(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("dblclick", (event) => {
    if (!about(event.target.closest(".tabulator-cell")) || event.target.closest("a")) return;
    event.preventDefault();
    setTimeout(() => edit()); // the browser is not done yet with the selection of a double click
  });
  on("press", () => { if (open) done(); });
  // Rows that were drawn anew may stand elsewhere.
  on("redrawn", () => { if (!open) return; if (numberOf(open.row.id) === null) { done(); return; } const element = elementOf(open.row, open.column); if (element?.isConnected) put_over(element); open.made.input.focus({ preventScroll: true }); });
}

function toggle() {
  const { row, column } = focus(), why = locked(row, column);
  if (why) { tell(`${column.label}: ${why}`); return; }
  put([{ row, column, text: value(row, column).text === "true" ? "false" : "true", picked: true }], "cell");
}
