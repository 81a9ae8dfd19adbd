// Saving: cells wait in line, one request after the other, so that a row's next save knows its last version.
import { Offline, Refusal, post } from "./asking.js";
import { clear, mark, stateOf, stored } from "./cells.js";
import { config, emit, say, tell, warn } from "./page.js";
import { named, renew } from "./rows.js";

const queue = []; // {kind, mode, cells: [{row, column}], rows: [...] ready to send}
let running = false, moment = 0;
const own = new Map(); // row id + column key -> {at, stamp, version}: when this page saved it last, and what it was then
const name = (row, column) => `${row.id} ${column.key}`;
export const waiting = () => queue.length > 0 || running;
/** A mark of this moment: which savings somebody has seen who begins to type now. */
export const now = () => moment;

/** Saves cells: [{row, column, text, shown, seen, version, since}]. Those of new rows wait until their row is complete. */
export function put(cells, kind) {
  // A paste is one transaction, its new rows included.
  const there = kind === "paste" ? cells : cells.filter(({ row }) => !row.draft);
  for (const one of cells) if (one.row.draft) { if (kind === "paste") one.row.typed[one.column.key] = one; else emit("typed", one); }
  if (!there.length) return;
  moment += 1;
  for (const { row, column, text, shown, seen, version, since, picked = false } of there) {
    mark(row, column, { state: "saving", text, shown, picked, sentence: "", conflict: null, since: since ?? moment,
      seen: seen ?? stored(row, column).stamp, version: version ?? row.version });
  }
  send({ kind, mode: "all", cells: there.map(({ row, column }) => ({ row, column })) });
}

/** Puts a job in line. Its token tells the server when the same comes twice: after a connection was lost. */
export function send(job) {
  queue.push({ ...job, token: Math.random().toString(36).slice(2) + Date.now().toString(36) });
  run();
}

/** What is in line or was refused by a lost connection, once more. */
export async function run() {
  if (running) return;
  running = true;
  emit("busy", true);
  while (queue.length) {
    const job = queue[0];
    try {
      const told = await post(`${config.grid}/save`, { mode: job.mode, kind: job.kind, token: job.token, rows: job.rows || bodies(job.cells) });
      queue.shift();
      await answered(job, told);
    } catch (error) {
      if (error instanceof Offline) { held(); break; }
      queue.shift();
      refused(job, error instanceof Refusal ? error.message : say("failed"));
      if (!(error instanceof Refusal)) console.error(error);
    }
  }
  running = false;
  emit("busy", false);
}

/** The cells of a job as the server wants them: row by row. */
function bodies(cells) {
  const found = new Map();
  for (const { row, column } of cells) {
    const state = stateOf(row, column);
    if (!state) continue;
    if (row.draft) { found.set(row.id, { new: row.id, values: typedOf(row) }); continue; }
    if (!found.has(row.id)) found.set(row.id, { key: row.key, version: state.version, values: {}, seen: {} });
    const body = found.get(row.id), saved = own.get(name(row, column));
    // Typed over a value of this page's own that was still on its way.
    const mine = saved && saved.at > state.since ? saved : null;
    body.values[column.key] = state.picked ? { value: state.text || null } : state.text;
    body.seen[column.key] = mine ? mine.stamp : state.seen;
    if (mine) body.version = mine.version;
  }
  return [...found.values()];
}

/** The typed values of a new row as the server wants them. */
export const typedOf = (row) => Object.fromEntries(Object.entries(row.typed).filter(([, one]) => one.text !== "" || one.picked)
  .map(([key, one]) => [key, one.picked ? { value: one.text || null } : one.text]));

function held() {
  for (const job of queue) for (const { row, column } of job.cells || []) if (stateOf(row, column)?.state === "saving") mark(row, column, { state: "waiting" });
  emit("offline");
}

async function answered(job, told) {
  const bad = problems(job, told), cells = job.cells || [];
  emit("answered", { job, told, bad });
  if (job.mode === "all" && bad.size) {
    for (const { row, column } of cells) if (!bad.has(name(row, column))) mark(row, column, { state: "held" });
    if (cells.length > 1) emit("asked", { job, bad });
    return;
  }
  moment += 1;
  const good = cells.filter(({ row, column }) => !bad.has(name(row, column)));
  for (const { row, column } of good) {
    const state = stateOf(row, column);
    if (state && state.since < moment && !later(row, column)) mark(row, column, { state: "saved" });
  }
  for (const one of told.saved || []) {
    if (one.new) named(one.new, one.key, one.version);
    const row = cells.find((each) => each.row.key === one.key)?.row;
    if (row) row.version = one.version;
  }
  await afresh(told);
  moment += 1;
  for (const { row, column } of good) {
    // With another version the value may be somebody else's by now: then the server is to ask.
    const saved = told.saved?.find((one) => one.key === row.key);
    if (saved?.version === row.version) own.set(name(row, column), { at: moment, stamp: stored(row, column).stamp, version: row.version });
  }
  for (const { row, column } of cells) if (stateOf(row, column)?.state === "saved") settle(row, column);
  tell(cells.length > 1 ? say("pasted", { number: cells.length - bad.size }) : told.said || say("saved"));
  emit("saved", told);
}

/** Whether the same cell waits in line once more. */
const later = (row, column) => queue.some((job) => (job.cells || []).some((one) => one.row === row && one.column === column));

/** The saved rows as the server holds them now; without a connection they are shown as they were typed. */
export async function afresh(told) {
  try { await renew([...new Set((told.saved || []).map((one) => one.key))]); } catch { /* the next look brings them */ }
  if (told.gone?.length) emit("gone", told.gone);
}

function settle(row, column) {
  mark(row, column, { text: undefined, shown: undefined });
  setTimeout(() => { if (stateOf(row, column)?.state === "saved") clear(row, column); }, 1500);
}

/** Marks what was refused. Gives the names of the cells. */
function problems(job, told) {
  const bad = new Set(), cells = job.cells || [];
  const of = (one) => cells.filter(({ row, column }) => (one.key ? row.key === one.key : row.id === one.new) && (!one.field || column.key === one.field));
  for (const one of told.refused || []) {
    for (const { row, column } of of(one)) { bad.add(name(row, column)); mark(row, column, { state: "refused", sentence: one.sentence }); }
    if (!of(one).length) { bad.add(`${one.key ?? one.new} ${one.field ?? ""}`); emit("trouble", one); }
    warn(one.sentence);
  }
  for (const one of told.conflicts || []) for (const { row, column } of of(one)) {
    bad.add(name(row, column));
    mark(row, column, { state: "refused", sentence: one.who ? say("conflict", { who: one.who }) : say("conflictUnknown"), conflict: one });
    emit("conflict", { row, column, alone: cells.length === 1 });
  }
  return bad;
}

function refused(job, sentence) {
  for (const { row, column } of job.cells || []) mark(row, column, { state: "refused", sentence });
  if (!job.cells?.length) emit("trouble", { sentence, field: null });
  warn(sentence);
}

/** Sends cells again that were refused or are waiting. */
export function again(cells) {
  const known = cells.filter(({ row, column }) => stateOf(row, column));
  for (const { row, column } of known) mark(row, column, { state: "saving", sentence: "", conflict: null });
  if (known.length) send({ kind: "cell", mode: "all", cells: known });
}
