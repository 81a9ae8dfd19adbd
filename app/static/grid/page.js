// What the page told: the configuration, the words, and the places where something is said.
export const config = JSON.parse(document.querySelector("[data-config]")?.textContent || "{}");
export const box = document.querySelector("[data-grid]");
export const part = (name) => document.querySelector(`[data-${name}]`);

export const say = (name, facts = {}) =>
  (config.words[name] || name).replace(/\{(\w+)\}/g, (whole, key) => (key in facts ? String(facts[key]) : whole));

const said = part("said"), alarm = part("alarm");
/** Read out when there is time. */
export const tell = (text) => { said.textContent = ""; requestAnimationFrame(() => { said.textContent = text; }); };
/** Read out at once. */
export const warn = (text) => { alarm.textContent = ""; requestAnimationFrame(() => { alarm.textContent = text; }); };

const figures = new Intl.NumberFormat(document.documentElement.lang || "id");
export const number = (value) => figures.format(value);

/** An element with its attributes (or properties, where they are no text) and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "className") node.className = value;
    else if (typeof value === "string") node.setAttribute(name, value);
    else if (typeof value === "function") node.addEventListener(name, value);
    else node[name] = value;
  }
  node.append(...children);
  return node;
}

/** Parts of the grid hear of each other by name: "rows", "moved", "states", "saved" ... */
const heard = new Map();
export const on = (name, callback) => { heard.set(name, [...(heard.get(name) || []), callback]); };
export const emit = (name, detail) => { for (const callback of heard.get(name) || []) callback(detail); };
