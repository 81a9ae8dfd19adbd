// Under the grid: the cells that are not saved, each with its sentence; and the question after a paste.
import { clear, columns, mark, stateOf, unsaved } from "./cells.js";
import { make, on, part, say } from "./page.js";
import { go, take } from "./ranges.js";
import { numberOf } from "./rows.js";
import { again, send } from "./saving.js";
import { choose } from "./conflicts.js";

const list = part("troubles"), count = part("count"), bar = part("ask-bar");
const MOST = 100;
let others = []; // sentences of no cell
let timer = 0;

const soon = () => { cancelAnimationFrame(timer); timer = requestAnimationFrame(show); };

function show() {
  const bad = unsaved().filter((one) => one.state === "refused");
  count.textContent = bad.length ? ` · ${say("troubles", { number: bad.length })}` : "";
  list.hidden = !bad.length && !others.length;
  if (list.hidden) { list.replaceChildren(); return; }
  const drop = () => { for (const { row, column } of bad) clear(row, column); others = []; soon(); };
  list.replaceChildren(
    make("div", { className: "g-head" }, make("h2", {}, bad.length ? say("troubles", { number: bad.length }) : say("notDone")), make("button", { type: "button", className: "btn2 s", click: drop }, say("dropAll"))),
    make("ul", {}, ...others.map((one) => make("li", {}, one)), ...bad.slice(0, MOST).map(line), ...(bad.length > MOST ? [make("li", {}, "…")] : [])),
  );
}

function line({ row, column, sentence, conflict, text }) {
  const there = () => { const number = numberOf(row.id); if (number !== null) go(number, columns.indexOf(column)); };
  const act = conflict ? [make("button", { type: "button", className: "btn2 s", click: () => choose(row, column) }, say("choose"))]
    : [make("button", { type: "button", className: "btn2 s", click: () => again([{ row, column }]) }, say("retry"))];
  return make("li", {},
    make("button", { type: "button", className: "g-link", click: there }, `${row.title} · ${column.label}`), ` “${(text || "").slice(0, 60)}” `, make("span", { className: "problem" }, sentence), " ",
    ...act, " ", make("button", { type: "button", className: "btn2 s", click: () => clear(row, column) }, say("drop")));
}

/** All good or nothing: what shall become of the good ones? */
function ask({ job, bad }) {
  const held = job.cells.filter(({ row, column }) => !bad.has(`${row.id} ${column.key}`));
  const shut = () => { bar.hidden = true; bar.replaceChildren(); take(); };
  const good = make("button", { type: "button", className: "btn2", click: () => { shut(); for (const { row, column } of held) mark(row, column, { state: "saving" }); send({ ...job, mode: "good" }); } }, say("good"));
  const cancel = make("button", { type: "button", className: "btn2", click: () => { shut(); for (const { row, column } of job.cells) clear(row, column); } }, say("cancel"));
  bar.replaceChildren(make("b", {}, say("someBad", { bad: bad.size, all: job.cells.length })), ...(held.length ? [good] : []), cancel);
  bar.hidden = false;
}

export function watch() {
  on("cell", soon);
  on("asked", ask);
  on("trouble", (one) => { others = [...others, one.sentence]; soon(); });
  on("drawn", ({ element, row, column }) => {
    if (stateOf(row, column)?.state === "refused") element.setAttribute("aria-description", stateOf(row, column).sentence);
    else element.removeAttribute("aria-description");
  });
}
