// Paper forms, a line for each: keys fill a cell and move on, a line that is left is saved, nothing typed is lost.
import { keep, kept } from "./keeping.js";
import { send } from "./sending.js";

const form = document.getElementById("entry");
const told = JSON.parse(form.dataset.told);
const part = (name) => form.querySelector(`.entry-${name}`);
const grid = part("grid"), one = part("one"), hint = part("hint"), trouble = part("trouble");
const head = grid.querySelector("thead"), body = grid.querySelector("tbody");
const wide = matchMedia("(min-width: 900px) and (any-pointer: fine)");
const lines = [];
const since = { at: 0, count: 0 };
let saved = 0, timer = 0, back = null;

export const say = (name, facts = {}) => told.words[name].replace(/\{(\w+)\}/g, (_, fact) => facts[fact] ?? "");
const named = (word) => form.elements[`f.${word}`];
const bar = () => Object.fromEntries(told.bar.map((word) => [word, named(word)?.value ?? ""]));

function make(tag, facts, ...inside) {
  const made = Object.assign(document.createElement(tag), facts);
  made.append(...inside);
  return made;
}

/** A line: `values` by word as they are sent, `key` and `version` once saved, `sent` while it is under way. */
function line(values = {}, more = {}) {
  const row = make("tr", {}), number = lines.length + 1;
  const made = { row, values, inputs: [], key: null, version: null, dirty: false, bar: null, mark: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, turn: 0, ...more };
  told.cells.forEach((cell, at) => {
    const input = make("input", { type: "text", autocomplete: "off", spellcheck: false, enterKeyHint: "next" });
    if (cell.kind === "unsur" || cell.kind === "number") input.inputMode = "numeric";
    if (cell.kind === "number") input.maxLength = 3;
    input.setAttribute("aria-label", `${say("line", { number })}: ${cell.short === cell.label ? "" : `${cell.short} `}${cell.label}`);
    input.value = shown(cell, values[cell.word] ?? "");
    Object.assign(input, { line: made, at });
    made.inputs.push(input);
    row.append(make("td", { className: `${{ unsur: "e-v", letter: "e-l", number: "e-n" }[cell.kind] ?? ""} ${cell.word}` }, input));
  });
  made.state = make("td", { className: "e-s" });
  row.append(made.state);
  lines.push(made);
  body.append(row);
  return made;
}

const shown = (cell, value) => (cell.kind === "letter" ? (cell.keys.find((key) => key[1] === value)?.[2] ?? "") : value);

/** What may be typed here: the choices of the cell, or why a key was refused. */
function explain(cell, refused = "") {
  hint.classList.toggle("late", Boolean(refused));
  hint.replaceChildren();
  if (refused) hint.append(refused);
  else {
    hint.append(cell.label);
    for (const [letter, , label] of cell.keys) hint.append(make("kbd", { textContent: letter }), ` ${label}`);
  }
}

const go = (made, at) => { const input = made?.inputs[at]; if (input) { input.focus(); input.select(); } };
const on = (input) => (input.at + 1 < input.line.inputs.length ? go(input.line, input.at + 1) : down(input.line));
const before = (input) => (input.at > 0 ? go(input.line, input.at - 1) : go(lines[lines.indexOf(input.line) - 1], told.cells.length - 1));

/** The next line: the one below, or a new one with the number after this one. */
function down(made) {
  let next = lines[lines.indexOf(made) + 1];
  if (!next) next = line({ form_number: after(made.values.form_number ?? "") });
  const first = told.cells.findIndex((cell) => cell.word !== "form_number" || !next.values.form_number);
  go(next, Math.max(first, 0));
  next.row.scrollIntoView({ block: "nearest" });
}

function after(number) {
  const found = /^(.*?)(\d+)$/.exec(number);
  return found ? found[1] + String(Number(found[2]) + 1).padStart(found[2].length, "0") : "";
}

function put(input, value) {
  const cell = told.cells[input.at], made = input.line;
  input.value = shown(cell, value);
  if ((made.values[cell.word] ?? "") === value) return;
  made.values[cell.word] = value;
  made.dirty = true;
  since.at ||= Date.now();
  made.row.classList.remove("saved", "wrong");
  input.removeAttribute("aria-invalid");
  if (made.state.firstChild) made.state.replaceChildren();
  remember();
}

/** A typed sign of a cell that takes one: it is taken and the cursor moves on, or refused at once. */
function typed(input, sign) {
  const cell = told.cells[input.at];
  if (sign === " " || sign === "-") { put(input, ""); on(input); return; }
  const key = cell.keys.find((each) => each[0] === sign.toUpperCase());
  if (!key) {
    explain(cell, say(cell.kind, { label: cell.label, keys: cell.keys.map(([letter, , label]) => `${letter} ${label}`).join(", ") }));
    input.setAttribute("aria-invalid", "true");
    input.select();
    return;
  }
  input.removeAttribute("aria-invalid");
  put(input, key[1]);
  on(input);
}

body.addEventListener("beforeinput", (event) => {
  const input = event.target, cell = told.cells[input.at];
  if (cell.kind === "text") return;
  if (cell.kind === "number") {
    if (event.data && !/^\d+$/.test(event.data)) { event.preventDefault(); explain(cell, say("number", { label: cell.label })); }
    return;
  }
  event.preventDefault();
  if (event.inputType.startsWith("delete")) { put(input, ""); return; }
  for (const sign of event.data ?? "") typed(document.activeElement.line ? document.activeElement : input, sign);
});
body.addEventListener("input", (event) => {
  const input = event.target, cell = told.cells[input.at];
  if (cell.keys.length) {  // a keyboard on glass that composes its letters could not be stopped before
    const sign = input.value.trim().slice(-1);
    input.value = shown(cell, input.line.values[cell.word] ?? "");
    if (sign) typed(input, sign);
    return;
  }
  put(input, input.value);
  if (cell.kind === "number" && input.value.length === 2 && event.inputType === "insertText") on(input);
});
body.addEventListener("keydown", (event) => {
  const input = event.target, cell = told.cells[input.at];
  if (!cell || event.altKey || event.isComposing) return;
  const done = () => event.preventDefault();
  if (event.key === "Enter") { done(); if (event.ctrlKey) down(input.line); else on(input); }
  else if (event.ctrlKey || event.metaKey) return;
  else if (event.key === "F2") { done(); back = input; named(told.bar[0])?.focus(); }
  else if (event.key === "Backspace" && input.value === "") { done(); before(input); }
  else if (event.key === " " && cell.kind === "number") { done(); on(input); }
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    done();
    go(lines[lines.indexOf(input.line) + (event.key === "ArrowDown" ? 1 : -1)], input.at);
  } else if (cell.kind !== "text" && event.key === "ArrowLeft") { done(); before(input); }
  else if (cell.kind !== "text" && event.key === "ArrowRight" && input.at + 1 < input.line.inputs.length) { done(); on(input); }
});
body.addEventListener("focusin", (event) => { if (event.target.line) explain(told.cells[event.target.at]); });
body.addEventListener("focusout", (event) => {
  const made = event.target.line;
  if (made && !made.row.contains(event.relatedTarget)) left(made);
});
const current = () => lines.find((made) => !made.key && !made.left) ?? lines.at(-1);
part("bar").addEventListener("keydown", (event) => {
  if (!wide.matches || event.isComposing || !["F2", "Enter"].includes(event.key)) return;
  event.preventDefault();
  const made = current();
  if (back?.isConnected) go(back.line, back.at); else if (made) go(made, made.values.form_number ? 1 : 0);
});
// What was missing above and is there now: the lines that waited for it go again.
part("bar").addEventListener("change", () => {
  for (const made of lines.filter((each) => each.lacks)) { made.lacks = false; made.bar = bar(); made.left = true; save(made); }
});

/** A line that is left is saved; an empty one is nothing. */
function left(made) {
  const typedAny = told.cells.some((cell) => cell.word !== "form_number" && made.values[cell.word]);
  if (!made.dirty || !typedAny) return;
  made.bar ??= bar();
  made.left = true;
  save(made);
}

function mark(made, state, text, again = null) {
  made.row.classList.remove("saved", "wrong", "waiting");
  if (state) made.row.classList.add(state);
  made.state.replaceChildren(text);
  if (again) {
    const button = make("button", { type: "button", className: "btn2 s", textContent: say("again") });
    button.addEventListener("click", () => { made.again = true; made.dirty = true; save(made); });
    made.state.append(" ", button);
  }
}

async function save(made) {
  if (made.busy) return;
  made.busy = true;
  made.dirty = false;
  const turn = ++made.turn;
  mark(made, "", say("saving"));
  const asked = { values: { ...made.bar, ...made.values }, key: made.key, version: made.version, again: made.again === true, token: `${made.mark}:${made.key ? `${made.version}:` : ""}${hash(made)}` };
  const answer = await send(form, asked);
  made.busy = false;
  if (answer.away) { made.dirty = true; mark(made, "waiting", say("waiting")); wait(answer.login); }
  else if (answer.status === 200) taken(made, answer.told);
  else refused(made, answer.told);
  remember();
  if (made.dirty && turn === made.turn && made.key && !made.row.contains(document.activeElement) && !answer.away) save(made);
}

/** The same content is the same sending: what was saved before the connection broke is not saved twice. */
const hash = (made) => [...JSON.stringify([made.bar, made.values, made.again])].reduce((sum, sign) => (Math.imul(sum, 31) + sign.codePointAt(0)) | 0, 7).toString(36);

function taken(made, answer) {
  if (!made.counted) { made.counted = true; saved += 1; since.count += 1; }
  made.key = answer.key ?? made.key;
  made.version = answer.version ?? made.version;
  made.again = false;
  const filled = told.cells.filter((cell) => cell.kind === "unsur" && made.values[cell.word]).length;
  mark(made, "saved", filled < told.least ? say("few", { filled }) : `✓ ${say("saved")}`);
  for (const input of made.inputs) input.removeAttribute("aria-invalid");
  counted();
}

function refused(made, answer) {
  made.left = false;
  mark(made, "wrong", answer.said || say("wrong"), answer.twin);
  for (const problem of answer.problems ?? []) {
    const at = told.cells.findIndex((cell) => cell.word === problem.cell);
    if (at >= 0) made.inputs[at].setAttribute("aria-invalid", "true");
    else if (told.bar.includes(problem.cell)) made.lacks = true;
  }
  if (answer.said) { trouble.textContent = `${say("line", { number: lines.indexOf(made) + 1 })}: ${answer.said}`; trouble.hidden = false; }
}

function counted() {
  trouble.hidden ||= !lines.some((each) => each.row.classList.contains("wrong"));
  part("count").textContent = say("count", { number: saved });
  const seconds = since.at && since.count > 2 ? Math.round((Date.now() - since.at) / 1000 / since.count) : 0;
  part("speed").textContent = seconds ? say("speed", { seconds }) : "";
}

const waiting = () => lines.filter((made) => made.row.classList.contains("waiting"));
function wait(login) {
  trouble.textContent = login ? say("login") : say("offline", { number: waiting().length });
  trouble.hidden = false;
  timer ||= setInterval(again, 4000);
}
async function again() {
  for (const made of waiting()) await save(made);
  if (waiting().length) return;
  clearInterval(timer);
  timer = 0;
  trouble.hidden = true;
  counted();
}
addEventListener("online", again);

const unsaved = () => lines.filter((made) => made.dirty || made.busy || made.row.classList.contains("wrong"));
const remember = () => keep(told.me, unsaved().map(({ values, bar: common, key, version, mark: name, left: done, counted: known }) => ({ values, bar: common, key, version, mark: name, left: done, counted: known })), new Set(lines.map((made) => made.mark)));
addEventListener("beforeunload", (event) => { if (unsaved().some((made) => made.left || made.busy)) event.preventDefault(); });

function begin() {
  head.replaceChildren(make("tr", {}, ...told.cells.map((cell) => make("th", { scope: "col", className: cell.kind === "unsur" ? "e-v" : "", textContent: cell.short, title: cell.label })), make("th", { scope: "col", textContent: say("state") })));
  const earlier = kept(told.me);
  for (const each of earlier) {
    const { values, ...more } = each, made = line(values, more);
    made.dirty = true;
    if (made.left) mark(made, "waiting", say("waiting"));
  }
  if (waiting().length) { explainKept(waiting().length); again(); }
  counted();
  const open = lines.find((made) => !made.left);
  if (open) go(open, Math.max(0, told.cells.findIndex((cell) => !open.values[cell.word])));
  else if (lines.length) down(lines.at(-1));
  else line({ form_number: named("form_number")?.value ?? "" });
  const empty = told.bar.map(named).find((box) => box?.required && !box.value);
  if (empty) empty.focus(); else if (!lines.some((made) => made.row.contains(document.activeElement))) go(current(), current().values.form_number ? 1 : 0);
}
const explainKept = (number) => { trouble.textContent = say("kept", { number }); trouble.hidden = false; };

function choose() {
  grid.hidden = !wide.matches;
  one.hidden = wide.matches;
  for (const element of form.querySelectorAll(".entry-one :is(input, select, textarea, button)")) element.disabled = wide.matches;
  document.querySelector(".entry-how").hidden = !wide.matches;
  if (wide.matches && !lines.length) begin();
}
form.addEventListener("submit", (event) => { if (wide.matches) event.preventDefault(); });
wide.addEventListener("change", choose);
choose();
