// What others change meanwhile: the versions of the rows in sight are looked at every few seconds.
import { get } from "./asking.js";
import { columns } from "./cells.js";
import { config, say, tell } from "./page.js";
import { isMine, take } from "./ranges.js";
import { at, remove, renew } from "./rows.js";
import { waiting } from "./saving.js";
import { elementOf, sight } from "./sheet.js";

const EVERY = 4000, MOST = 80;
const AWAY = 120000; // who does nothing for so long is not here: the looks must not keep the session alive
let busy = false, active = Date.now();

function inSight() {
  const [from, to] = sight(), found = [];
  for (let number = from; number <= to && found.length < MOST; number += 1) {
    const row = at(number);
    if (row?.key && row.version && !row.draft) found.push(row);
  }
  return found;
}

/** Looks once. Rows that are being saved are left alone. */
export async function look() {
  if (busy || document.hidden || waiting() || Date.now() - active > AWAY) return;
  const seen = inSight();
  if (!seen.length) return;
  busy = true;
  try {
    const query = new URLSearchParams(seen.map((row) => ["keys", row.key]));
    const told = await get(`${config.grid}/versions?${query}`);
    config.token = told.token;
    const changed = seen.filter((row) => row.key in told.versions && told.versions[row.key] !== row.version && !row.saving);
    const gone = seen.filter((row) => !(row.key in told.versions));
    if (!waiting()) {
      const before = new Map(changed.map((row) => [row, row.cells]));
      for (const row of await renew(changed.map((one) => one.key))) flash(row, before.get(row) || row.cells);
      for (const row of gone) { remove(row.key); tell(say("goneRow")); }
      if (changed.length) tell(say("changed", { number: changed.length }));
      if (isMine() && document.activeElement === document.body) take();
    }
  } catch { /* the next look */ }
  busy = false;
}

/** Shows for a moment which cells are new. */
function flash(row, before) {
  for (const column of columns) {
    if (JSON.stringify(before[column.place]) === JSON.stringify(row.cells[column.place])) continue;
    const element = elementOf(row, column);
    element?.classList.add("g-fresh");
    setTimeout(() => element?.classList.remove("g-fresh"), 2500);
  }
}

export function watch() {
  for (const sign of ["keydown", "pointermove", "wheel"]) document.addEventListener(sign, () => { active = Date.now(); }, { passive: true, capture: true });
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
