// The boxes in which a cell is edited, by the kind of its column. Each is {element, input, read()}.
import { chooser } from "./chooser.js";
import { config, make, say } from "./page.js";

const line = (column, text, more = {}) => {
  const input = make("input", { type: "text", value: text, autocomplete: "off", ...more });
  if (column.longest) input.maxLength = Math.max(column.longest, text.length);
  return { element: input, input, read: () => ({ text: input.value }) };
};

function area(column, text, hint) {
  const input = make("textarea", { value: text, rows: Math.min(10, Math.max(3, text.split("\n").length + 1)), spellcheck: column.kind === "long" });
  if (column.longest) input.maxLength = Math.max(column.longest, text.length);
  const element = make("div", { className: "g-area" }, input, make("small", {}, hint));
  return { element, input, long: true, read: () => ({ text: input.value }) };
}

/** A box for 23-11-2026 10.12: moments.js puts the browser's own calendar beside it. */
function day(column, text) {
  const kind = { date: "date", datetime: "datetime-local", time: "time" }[column.kind];
  const input = make("input", { type: "text", value: text, autocomplete: "off", "data-moment": kind, "data-point": document.documentElement.lang === "en" ? ":" : ".", "data-open": say("day") });
  return { element: make("div", { className: "g-day" }, input), input, read: () => ({ text: input.value.trim() }) };
}

function json(column, text) {
  const made = area(column, text, say("longHint"));
  return { ...made, bad() {
    if (!made.input.value.trim()) return "";
    try { JSON.parse(made.input.value); return ""; } catch { return say("badJson"); }
  } };
}

const choices = (column) => (column.kind === "tick" ? [["true", say("yes")], ["false", say("no")]] : column.choices || []);

function choice(column, text) {
  const all = choices(column).map(([value, title]) => ({ value, title }));
  const title = all.find((one) => one.value === text)?.title ?? text;
  const match = (typed) => all.filter((one) => one.title.toLowerCase().includes(typed.toLowerCase()));
  const made = chooser(title, async (typed) => (typed === title ? all : match(typed)), { first: true });
  return { ...made, read: () => {
    const typed = made.input.value.trim(), near = match(typed);
    if (typed === "") return { text: "", shown: "" };
    // Who types the beginning of one and goes on means that one.
    const found = made.found() || all.find((one) => one.title.toLowerCase() === typed.toLowerCase()) || (near.length === 1 ? near[0] : null);
    return found ? { text: found.value, shown: found.title, picked: true } : { text: made.input.value.trim() };
  } };
}

function reference(column, text, shown) {
  const made = chooser(shown, async (typed) => {
    const address = new URL(`${config.all}${column.screen}/pick`, location.href);
    address.searchParams.set("column", column.column);
    address.searchParams.set("q", typed === shown ? "" : typed);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return (await answer.json()).items;
  }, { wait: 150 });
  return { ...made, read: () => {
    const typed = made.input.value.trim(), found = made.found();
    if (typed === "") return { text: "", shown: "" };
    if (found) return { text: found.value, shown: found.title, picked: true };
    return typed === shown ? { text, shown } : { text: typed };
  } };
}

const BOXES = {
  text: (column, text) => line(column, text),
  number: (column, text) => line(column, text, { inputmode: "decimal" }),
  long: (column, text) => area(column, text, say("longHint")),
  array: (column, text) => ({ ...area(column, text, say("lines")), lines: true }),
  json, date: day, datetime: day, time: day, tick: choice, choice, reference,
};

/** The box of a column with a text in it. `typed`: the first letter that somebody typed over the old text. */
export function boxOf(column, has, typed = null) {
  const made = (BOXES[column.kind] || BOXES.text)(column, has.text, has.shown);
  made.input.setAttribute("aria-label", column.label);
  if (column.help) made.input.title = column.help;
  if (typed !== null) { made.input.value = typed; made.typed?.(); }
  return made;
}
