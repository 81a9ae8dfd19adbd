// Cells: what one holds, in which state it is, and how it is drawn.
import { config, emit, make, say } from "./page.js";

config.columns?.forEach((one, place) => { one.place = place; });
export const columns = config.columns ? [...config.columns] : []; // as they are shown, from left to right
const cellOf = new WeakMap(); // element -> {row, column}
export const about = (element) => cellOf.get(element);

/** {text, shown, stamp, tone, link, why, none} of a cell as the server told it. */
export function stored(row, column) {
  const cell = row.cells[column.place];
  if (cell === null || cell === undefined) return { text: "", shown: "", stamp: "n", none: true };
  if (typeof cell === "string") return { text: cell, shown: cell, stamp: `t${cell}` };
  const [text, shown, stamp, tone, link, why] = cell;
  return { text, shown: shown || text, stamp: stamp || `t${text}`, tone, link, why };
}

// -- states: what was typed and is not (yet) the server's

const states = new Map(); // row id + column key -> {row, column, state, text, shown, sentence}
const name = (row, column) => `${row.id} ${column.key}`;
export const stateOf = (row, column) => states.get(name(row, column));
export const unsaved = () => [...states.values()].filter((one) => one.state !== "saved");

export function mark(row, column, change) {
  const now = { ...(states.get(name(row, column)) || {}), ...change, row, column };
  states.set(name(row, column), now);
  row.busy = true;
  emit("cell", { row, column });
  return now;
}

export function clear(row, column) {
  if (!states.delete(name(row, column))) return;
  row.busy = unsaved().some((one) => one.row === row);
  emit("cell", { row, column });
}

/** What a cell shows now: the typed value before the stored one. */
export function value(row, column) {
  const own = stateOf(row, column), has = stored(row, column);
  if (!own || own.text === undefined) return has;
  const choice = column.choices?.find(([one]) => one === own.text);
  return { ...has, text: own.text, shown: own.shown ?? choice?.[1] ?? yes(column, own.text) ?? own.text, link: "", none: own.text === "" };
}

const yes = (column, text) => (column.kind === "tick" && text ? { true: say("yes"), false: say("no") }[text] : undefined);

/** Why a cell cannot be changed; empty where it can. */
export function locked(row, column) {
  if (row.draft) return column.adds ? "" : column.why || say("fixed");
  if (row.key === null) return column.why || config.why || say("fixed");
  return column.why || (column.kind === "file" ? "" : stored(row, column).why) || "";
}

/** Draws a cell. */
export function draw(element, row, column) {
  cellOf.set(element, { row, column });
  const has = value(row, column), own = stateOf(row, column), why = locked(row, column);
  element.className = element.className.replace(/ ?\bg-\w+/g, "");
  if (column.css) element.classList.add(`g-${column.css}`);
  if (why && !row.draft) element.classList.add("g-fixed");
  if (own) element.classList.add(`g-${own.state}`);
  element.setAttribute("aria-colindex", String(columns.indexOf(column) + 2));
  element.setAttribute("aria-readonly", String(Boolean(why)));
  element.setAttribute("aria-label", spoken(row, column, has, own, why));
  if (own?.state === "refused") { element.setAttribute("aria-invalid", "true"); element.title = own.sentence; }
  else { element.removeAttribute("aria-invalid"); element.title = why || (has.shown.length > 60 ? has.shown.slice(0, 1000) : ""); }
  if (element.tabIndex !== 0) element.tabIndex = -1;
  element.replaceChildren(...content(has, column, own));
}

function spoken(row, column, has, own, why) {
  const parts = [`${column.label}: ${has.shown || say("empty")}`];
  if (own?.state && own.state !== "saved") parts.push(own.state === "refused" ? `${say("refused")}: ${own.sentence}` : say(own.state));
  if (why) parts.push(`${say("fixed")}: ${why}`);
  return parts.join(", ");
}

function content(has, column, own) {
  const text = own || !has.tone ? document.createTextNode(has.shown) : make("span", { className: `tag ${has.tone}` }, has.shown);
  if (own || !has.link) return [make("span", { className: "g-text" }, text)];
  if (column.kind === "file") {
    const inside = has.why ? make("img", { src: has.why, alt: "", width: 28, height: 28, loading: "lazy" }) : text;
    return [make("a", { href: has.link, target: "_blank", rel: "noopener", className: "g-file", tabIndex: -1, title: has.shown }, inside)];
  }
  return [make("span", { className: "g-text" }, text), make("a", { href: has.link, className: "g-go", tabIndex: -1, title: say("open", { title: has.shown }), "aria-label": say("open", { title: has.shown }) }, "↗")];
}
