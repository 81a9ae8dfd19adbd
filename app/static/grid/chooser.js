// A box that offers what fits as somebody types: for closed lists and for rows of another screen.
import { make, say } from "./page.js";

let last = 0;

/** {element, input, found()}: `source` gives [{value, title}] for a text. `first`: the best one is taken. */
export function chooser(text, source, { wait = 0, first = false } = {}) {
  const id = `g-list-${++last}`;
  const input = make("input", { type: "text", value: text, autocomplete: "off", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, placeholder: say("seek") });
  const list = make("ul", { id, role: "listbox", className: "g-list", hidden: true, "aria-label": say("choose") });
  const element = make("div", { className: "g-choose" }, input, list);
  let items = [], active = -1, asked = 0, timer = 0, taken = null;

  const mark = (place) => {
    active = place;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
    const item = list.children[active];
    if (item?.id) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  };
  const open = (yes) => { list.hidden = !yes; input.setAttribute("aria-expanded", String(yes)); if (yes) place(); };
  const choose = (one) => { taken = one; input.value = one.title; open(false); };
  function place() {
    const space = innerHeight - input.getBoundingClientRect().bottom;
    list.classList.toggle("g-above", space < 220);
  }
  const show = (found) => {
    items = found;
    list.replaceChildren(...(found.length ? found.map((one, at) => make("li", {
      id: `${id}-${at}`, role: "option", "aria-selected": "false",
      mousedown: (event) => { event.preventDefault(); choose(one); input.dispatchEvent(new CustomEvent("panel:chosen", { bubbles: true })); },
    }, one.title)) : [make("li", { role: "option", "aria-disabled": "true", className: "said" }, say("none"))]));
    open(true);
    mark(found.length && (first || input.value.trim()) && input.value !== text ? 0 : found.findIndex((one) => one.title === text));
  };
  const ask = async () => {
    const mine = ++asked;
    let found = [];
    try { found = await source(input.value.trim()); } catch { found = []; }
    if (mine === asked && input.isConnected) show(found);
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, wait); };
  input.addEventListener("input", () => { taken = null; items = []; active = -1; soon(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopPropagation();
      if (list.hidden) ask();
      else if (items.length) mark((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + items.length) % items.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && !list.hidden && items[active]) choose(items[active]);
  });
  return { element, input, typed: soon, opened: ask, found: () => taken, busy: () => asked, shut: () => { clearTimeout(timer); asked += 1; open(false); } };
}
