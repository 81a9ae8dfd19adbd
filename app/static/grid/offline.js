// A lost connection, a closed window, a browser that died: what is typed and not saved stays, and is sent again.
import { columns, mark, unsaved } from "./cells.js";
import { config, on, part, say, tell } from "./page.js";
import { insert, rows } from "./rows.js";
import { put, run, waiting } from "./saving.js";

const banner = part("offline"), store = `grid:${config.grid}:${config.me}`;
const EVERY = 4000;
let timer = 0, writing = 0;

function show() {
  const cells = unsaved().filter((one) => one.state === "waiting");
  if (!cells.length) {
    if (!banner.hidden) tell(say("online"));
    banner.hidden = true;
    clearInterval(timer);
    timer = 0;
    return;
  }
  banner.textContent = say("offline", { number: cells.length });
  banner.hidden = false;
  timer ||= setInterval(run, EVERY);
}

/** Everything unsaved, as it can be found again by another page of this tab. */
function keep() {
  const cells = unsaved().filter(({ row }) => row.key !== null).map(({ row, column, text, shown, picked, seen, version, state, sentence }) =>
    ({ key: row.key, title: row.title, version, field: column.key, text, shown, picked, seen, sentence: state === "refused" ? sentence : "" }));
  const drafts = rows.filter((row) => row.draft && Object.keys(row.typed).length).map((row) => row.typed);
  try {
    if (cells.length || drafts.length) sessionStorage.setItem(store, JSON.stringify({ cells, drafts })); else sessionStorage.removeItem(store);
  } catch { /* no room: the warning on closing is left */ }
}

/** What an earlier page could not save. */
function restore() {
  let kept;
  try { kept = JSON.parse(sessionStorage.getItem(store) || "null"); } catch { kept = null; }
  if (!kept) return;
  const again = [];
  for (const one of kept.cells) {
    const column = columns.find((each) => each.key === one.field);
    if (!column || one.text === undefined) continue;
    const row = rows.find((each) => each.key === one.key) || { id: one.key, key: one.key, version: one.version, title: one.title, cells: [] };
    if (one.sentence) mark(row, column, { ...one, state: "refused" }); else again.push({ ...one, row, column });
  }
  for (const typed of kept.drafts) {
    const row = insert(rows.at(-1)?.draft ? rows.at(-2) : rows.at(-1));
    for (const [key, one] of Object.entries(typed)) {
      row.typed[key] = one;
      const column = columns.find((each) => each.key === key);
      if (column) mark(row, column, { state: "new", text: one.text, shown: one.shown });
    }
  }
  if (again.length) { tell(say("kept", { number: again.length })); for (const one of again) put([one], "cell"); }
}

export function watch() {
  on("cell", () => { clearTimeout(writing); writing = setTimeout(() => { keep(); show(); }, 150); });
  on("offline", show);
  on("built", restore);
  addEventListener("online", run);
  addEventListener("pagehide", keep);
  addEventListener("beforeunload", (event) => {
    keep();
    const open = unsaved().some((one) => one.state !== "refused") || document.querySelector(".g-editor");
    if (waiting() || open) event.preventDefault();
  });
}
