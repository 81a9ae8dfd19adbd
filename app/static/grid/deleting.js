// Deleting rows, after showing what depends on them.
import { get } from "./asking.js";
import { config, make, number, on, say, tell, warn } from "./page.js";
import { selected, take } from "./ranges.js";
import { remove } from "./rows.js";
import { send } from "./saving.js";
import { discard } from "./newrows.js";

/** Asks and deletes the rows of the selection. */
export async function removeRows() {
  const all = selected().map((line) => line[0].row);
  for (const row of all) if (row.draft) discard(row);
  const gone = all.filter((row) => row.key !== null && !row.draft);
  if (!gone.length || !config.deletes) return;
  const { title, parts, blocked } = await (gone.length === 1 ? dependents(gone[0]) : ofMany(gone));
  const buttons = [make("button", { className: "btn2", value: "no", autofocus: true }, say("cancel"))];
  if (!blocked) buttons.push(make("button", { className: "btn2 d", value: "yes" }, say("delete")));
  const dialog = make("dialog", { className: "dlg", "aria-labelledby": "g-delete" },
    make("form", { method: "dialog" }, make("h2", { id: "g-delete" }, title), ...parts, make("div", { className: "btns" }, ...buttons)));
  dialog.addEventListener("close", () => { dialog.remove(); take(); if (dialog.returnValue === "yes") erase(gone); });
  document.querySelector("main").append(dialog);
  dialog.showModal();
}

/** What the page for deleting this row says of what depends on it. */
async function dependents(row) {
  try {
    const answer = await fetch(`${config.data}/delete/${row.key}`, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), main = page.querySelector("main");
    const parts = [...main.querySelectorAll(".sub, section, .alert2")].map((one) => document.adoptNode(one));
    return { title: main.querySelector("h1")?.textContent, parts, blocked: !main.querySelector("button.d") };
  } catch { return { title: row.title, parts: [], blocked: false }; }
}

/** The same of several rows: how many of what, and which rows cannot go. */
async function ofMany(gone) {
  const title = say("deleteMany", { number: number(gone.length) });
  try {
    const told = await get(`${config.grid}/dependents?${new URLSearchParams(gone.map((row) => ["key", row.key]))}`);
    const lines = told.dependents.map((one) => make("li", {}, `${one.label}: ${number(one.count)}. ${say(`effect_${one.effect}`)}`));
    const held = told.held ? [make("p", { className: "alert2" }, say("held_rows", { number: number(told.held) }), ` ${told.rows.map((one) => one.title).join(", ")}`)] : [];
    return { title, parts: [...held, make("ul", {}, ...lines)], blocked: told.held > 0 };
  } catch { return { title, parts: [], blocked: false }; }
}

const erase = (gone) => send({ kind: "delete", mode: "all", rows: gone.map(({ key, version }) => ({ key, version, delete: true })) });

export function watch() {
  on("gone", (keys) => { keys.forEach(remove); });
  on("answered", ({ job, told }) => {
    if (job.kind !== "delete") return;
    for (const one of told.conflicts || []) warn(one.who ? say("conflictRow", { who: one.who }) : say("conflictUnknown"));
    if (told.gone?.length) tell(told.said);
  });
}
