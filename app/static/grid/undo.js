// Ctrl+Z and Ctrl+Y: the server knows what was done, also pastes, bulk edits and deletions.
import { Offline, post } from "./asking.js";
import { box, config, emit, say, tell, warn } from "./page.js";
import { editing } from "./editors.js";
import { jump } from "./rows.js";
import { afresh, waiting } from "./saving.js";

let line = Promise.resolve();

/** Takes the last action back, or does it once more. A press while another is on its way comes after it. */
export function turn(way) {
  if (!config.why) line = line.then(() => turned(way));
  return line;
}

async function turned(way) {
  // What is on its way comes first, unless it waits for the connection.
  while (waiting() && navigator.onLine) await new Promise((done) => { setTimeout(done, 60); });
  try {
    const told = await post(`${config.grid}/${way}`, {});
    await afresh(told);
    if (told.added?.length) await jump("start");
    tell(told.said || say(way === "undo" ? "undone" : "redone"));
    emit("turned", told);
  } catch (error) {
    const sentence = error instanceof Offline ? say("failed") : error.message;
    warn(sentence);
    emit("trouble", { sentence });
  }
}

export function watch() {
  box.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || editing()) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    turn(key === "y" || event.shiftKey ? "redo" : "undo");
  });
}
