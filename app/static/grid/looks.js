// How the grid looks to this person: widths, order and number of fixed columns, density; remembered by the server.
import { post } from "./asking.js";
import { columns } from "./cells.js";
import { config, on, warn } from "./page.js";

let timer = 0, changed = {}, drawn = true; // false: the page must be drawn anew

async function keep() {
  const said = changed;
  changed = {};
  try { await post(`${config.data}/columns`, { ...said, view: config.view || undefined }); } catch (error) { if (error.message) warn(error.message); }
  if (!drawn) location.reload();
}

function remember(said, stays = true) {
  Object.assign(changed, said);
  drawn &&= stays;
  clearTimeout(timer);
  timer = setTimeout(keep, 400);
}

/** Keeps the first columns in sight, up to this one; none when it is the last of them already. */
export function freeze(column) {
  const place = columns.indexOf(column) + 1, now = columns.filter((one) => one.frozen).length;
  remember({ frozen: now === place ? 0 : place }, false);
}

/** Hides a column. */
export function hide(column) {
  remember({ columns: columns.filter((one) => one !== column).map((one) => one.key) }, false);
}

export function watch() {
  on("columns", (what) => remember(what === "moved" ? { columns: columns.map((one) => one.key) } : { widths: Object.fromEntries(columns.map((one) => [one.key, Math.round(one.width)])) }));
  on("density", (density) => remember({ density }, false));
}
