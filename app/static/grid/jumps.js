// Under the grid: to the beginning, to the end, to a value of the order's column; a new row; how close the rows stand.
import { begin } from "./newrows.js";
import { config, emit, make, part, say, warn } from "./page.js";
import { go } from "./ranges.js";
import { first, jump } from "./rows.js";
import { toEnd } from "./moving.js";

const button = (name, click) => make("button", { type: "button", className: "btn2 s", click }, say(name));

function seek() {
  const { order } = config, kind = { date: "date", datetime: "date", time: "time" }[order.kind];
  const input = make("input", { type: "text", className: "g-seek", autocomplete: "off", "aria-label": say("jump", { label: order.label }), placeholder: say("jump", { label: order.label }) });
  if (kind) Object.assign(input.dataset, { moment: kind, point: ".", open: say("day") });
  const there = async () => {
    if (!input.value.trim()) return;
    try { await jump(input.value.trim()); go(first, 0); } catch (error) { const text = error.told?.problems?.[0]?.sentence || error.message || say("failed"); warn(text); input.setCustomValidity(text); input.reportValidity(); }
  };
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); there(); } });
  input.addEventListener("input", () => input.setCustomValidity(""));
  input.addEventListener("change", there);
  return input;
}

function density() {
  const box = make("select", { className: "g-density", "aria-label": say("density") }, ...["compact", "normal", "roomy"].map((one) => make("option", { value: one, selected: one === config.density }, say(one))));
  box.addEventListener("change", () => emit("density", box.value));
  return box;
}

export function watch() {
  const parts = [button("start", () => toEnd(false)), button("end", () => toEnd(true))];
  if (config.order) parts.push(seek());
  parts.push(density());
  if (config.adds) parts.unshift(button("newRow", begin));
  part("jumps").append(...parts);
}
