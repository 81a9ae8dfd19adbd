// Under the grid: the sums of its number columns, and the groups of the list as links that open one of them.
import { get } from "./asking.js";
import { columns } from "./cells.js";
import { config, make, number, on, part, say, warn } from "./page.js";

const place = part("sums");
const summable = () => columns.some((one) => one.kind === "number" && !one.screen);
let timer = 0;

async function ask() {
  const query = new URLSearchParams(config.query);
  if (config.group && config.group !== "-") query.set("group", config.group);
  query.set("columns", columns.map((one) => one.key).join(","));
  let told;
  try { told = await get(`${config.data}/summary?${query}`); } catch (error) { if (error.message) warn(error.message); return; }
  const sums = columns.filter((one) => told.sums[one.key]).map((one) => make("span", {}, `${one.label}: `, make("b", {}, told.sums[one.key].shown)));
  place.replaceChildren(...(sums.length ? [make("span", {}, say("sum", { number: told.count.shown })), ...sums] : []), ...groups(told.group));
  place.hidden = !place.childNodes.length;
}

function groups(group) {
  if (!group) return [];
  const link = (one) => {
    const query = new URLSearchParams(config.query);
    const open = query.get("in") === one.in; // the link of the open group closes it again
    query.set("group", group.by);
    if (open) query.delete("in"); else query.set("in", one.in);
    return make("a", { className: "chip", href: `?${query}`, ...(open ? { "aria-current": "true" } : {}) }, one.title, " ", make("span", { className: "tag gray" }, number(one.count)));
  };
  return [make("nav", { className: "g-groups", "aria-label": say("groups") }, ...group.groups.map(link))];
}

export function watch() {
  const grouped = config.group && config.group !== "-";
  if (!grouped && !summable()) return;
  // Adding up a large table takes a while: only when somebody wants it.
  if (config.total.kind === "exact") {
    on("built", ask);
    on("saved", () => { clearTimeout(timer); timer = setTimeout(ask, 600); });
  } else {
    place.replaceChildren(make("button", { type: "button", className: "btn2 s", click: ask }, say("addUp")));
    place.hidden = false;
  }
}
