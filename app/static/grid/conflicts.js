// Two people, one cell: mine and theirs beside each other, to choose.
import { clear, stateOf } from "./cells.js";
import { make, on, say } from "./page.js";
import { editing } from "./editors.js";
import { take } from "./ranges.js";
import { renew } from "./rows.js";
import { put } from "./saving.js";

/** Shows the dialog of a cell whose saving met another's. */
export function choose(row, column) {
  const own = stateOf(row, column), met = own?.conflict;
  if (!met || document.querySelector("dialog.g-conflict")) return;
  const side = (name, text) => make("div", { className: "card2" }, make("h3", {}, say(name)), make("p", { className: "g-value" }, text || say("empty")));
  const button = (name, value, main) => make("button", { className: main ? "btn2 p" : "btn2", value }, say(name));
  const heading = met.who ? say("conflict", { who: met.who }) : say("conflictUnknown");
  const dialog = make("dialog", { className: "dlg g-conflict", "aria-labelledby": "g-conflict" },
    make("form", { method: "dialog" },
      make("h2", { id: "g-conflict" }, heading), make("p", { className: "sub" }, [`${row.title} · ${column.label}`, met.when].filter(Boolean).join(" · ")),
      make("div", { className: "two" }, side("mine", met.mine ?? own.text), side("theirs", met.theirs)),
      make("div", { className: "btns" }, button("later", "later"), button("takeTheirs", "theirs"), button("takeMine", "mine", true))));
  dialog.addEventListener("close", () => { dialog.remove(); chosen(row, column, dialog.returnValue); take(); });
  document.querySelector("main").append(dialog);
  dialog.showModal();
}

async function chosen(row, column, what) {
  const own = stateOf(row, column);
  if (!own || (what !== "mine" && what !== "theirs")) return;
  if (what === "theirs") clear(row, column);
  await renew([row.key]);
  if (what === "mine") put([{ row, column, text: own.text, shown: own.shown, picked: own.picked }], "cell");
}

export function watch() {
  on("conflict", ({ row, column, alone }) => { if (alone && !editing()) choose(row, column); });
}
