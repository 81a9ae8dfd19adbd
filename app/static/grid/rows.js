// The rows at hand: a window of the list, which grows at one end and is cut at the other, so that a million rows
// take no more memory than a few hundred. Each row has a number that counts from where reading began.
import { get } from "./asking.js";
import { config, emit, say, tell } from "./page.js";

const MOST = 600;
export const rows = []; // in order; rows[0] has the number `first`
export let first = 0;
let chunks = []; // {before, after, origin}: one for each fetch whose rows are here
let loading = null, drafts = 0;
const places = { known: "start", end: 0 }; // where number 0 is: counted from the start, the end, or unknown

export const last = () => first + rows.length - 1;
export const at = (number) => rows[number - first];
export const find = (id) => rows.find((row) => row.id === id);
export const numberOf = (id) => { const place = rows.findIndex((row) => row.id === id); return place < 0 ? null : first + place; };
export const atEnd = () => !chunks.at(-1)?.after;
export const atStart = () => !chunks[0]?.before;

function made([key, version, title, cells], chunk) {
  return { id: key ?? `row:${Math.random()}`, key, version, title, cells, chunk };
}

/** The empty row under the last one, in which a new row is typed. */
function blank() {
  drafts += 1;
  const cells = config.columns.map((one) => (one.adds && one.usual ? one.usual : null));
  return { id: `new:${drafts}`, key: null, version: null, title: say("new"), cells, draft: true, typed: {}, chunk: null };
}

function close() {
  if (config.adds && atEnd() && !(rows.at(-1)?.draft && !Object.keys(rows.at(-1).typed).length)) rows.push(blank());
}
export const addBlank = () => { close(); emit("rows", { grown: 0 }); };

/** Everything anew from the answer to one fetch. `known`: "start", "end", or "" where nobody knows. */
export function begin(told, known) {
  const chunk = { before: told.before, after: told.after };
  const kept = rows.filter((row) => row.draft && Object.keys(row.typed).length);
  rows.splice(0, rows.length, ...told.rows.map((one) => made(one, chunk)));
  chunks = [chunk];
  if (atEnd()) rows.push(...kept);
  first = 0;
  places.known = known || (told.before ? "" : "start");
  places.end = told.rows.length;
  close();
  emit("rows", { fresh: true });
}

const address = (more) => {
  const query = new URLSearchParams(config.query);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `${config.grid}/rows?${query}`;
};

/** Jumps: to the start, the end ("last"), or a value of the order's column. */
export async function jump(to) {
  await loading;
  if (to === "start" && places.known === "start" && first === 0) return;
  const known = to === "start" ? "start" : to === "last" ? "end" : "";
  const more = to === "start" ? {} : to === "last" ? { cursor: "last" } : { from: to };
  begin(await get(address(more)), known);
}

/** The next hundred rows below (or above), if there are more. `keep`: a number that must stay loaded. */
export function more(below, keep) {
  const cursor = below ? chunks.at(-1)?.after : chunks[0]?.before;
  if (!cursor) return Promise.resolve(false);
  loading ||= fetched(cursor, below, keep).finally(() => { loading = null; });
  return loading;
}

async function fetched(cursor, below, keep) {
  let told;
  try { told = await get(address({ cursor })); } catch { tell(say("failedRows")); return false; }
  const chunk = { before: told.before, after: told.after }, found = told.rows.map((one) => made(one, chunk));
  if (below) { rows.push(...found); chunks.push(chunk); }
  else { rows.unshift(...found); chunks.unshift(chunk); first -= found.length; }
  const cut = trimmed(below, keep);
  if (below) close();
  emit("rows", { grown: (below ? 0 : found.length) - cut });
  return true;
}

/** Lets go of a fetch's rows at the other end; of how many at the top. */
function trimmed(below, keep) {
  if (rows.length <= MOST) return 0;
  const gone = below ? chunks[0] : chunks.at(-1), size = rows.filter((row) => row.chunk === gone).length;
  const holds = keep !== null && at(keep)?.chunk === gone && rows.length < 5 * MOST;
  if (holds || rows.some((row) => row.chunk === gone && row.busy)) return 0;
  if (below) { rows.splice(0, size); chunks.shift(); first += size; return size; }
  while (rows.length && (rows.at(-1).chunk === gone || rows.at(-1).draft)) rows.pop();
  chunks.pop();
  return 0;
}

/** Reads rows again; those that are gone are taken out. Says which changed. */
export async function renew(keys) {
  if (!keys.length) return [];
  const query = new URLSearchParams({ columns: config.columns.map((one) => one.key).join(",") });
  const changed = [], missing = new Set(keys);
  for (let start = 0; start < keys.length; start += 200) {
    const part = new URLSearchParams(query);
    keys.slice(start, start + 200).forEach((key) => part.append("keys", key));
    const told = await get(`${config.grid}/rows?${part}`);
    for (const one of told.rows) {
      missing.delete(one[0]);
      const row = rows.find((each) => each.key === one[0]);
      if (!row) continue;
      Object.assign(row, { version: one[1], title: one[2], cells: one[3] });
      changed.push(row);
    }
  }
  for (const key of missing) remove(key);
  changed.forEach((row) => emit("row", row));
  return changed;
}

export function remove(id) {
  const place = rows.findIndex((row) => row.id === id || (row.key !== null && row.key === id));
  if (place < 0) return;
  rows.splice(place, 1);
  emit("rows", { grown: 0 });
}

/** A new row under another: a duplicate, or one of a paste. */
export function insert(after, typed = {}) {
  const row = { ...blank(), typed: { ...typed } };
  row.cells = config.columns.map((one, place) => typed[one.key] ?? row.cells[place]);
  const place = after ? rows.indexOf(after) + 1 : rows.length;
  row.chunk = after?.chunk ?? null;
  rows.splice(place, 0, row);
  emit("rows", { grown: 0 });
  return row;
}

/** What a draft is called once it is saved. */
export function named(id, key, version) {
  const row = find(id);
  if (row) Object.assign(row, { key, version, draft: false, saved: true });
  return row;
}

/** Between which positions of the whole list rows `from` and `to` stand; null where nobody knows. */
export function position(from, to, total) {
  if (places.known === "start") return [from + 1, to + 1];
  if (places.known === "end" && total) return [total - places.end + from + 1, total - places.end + to + 1];
  return null;
}
