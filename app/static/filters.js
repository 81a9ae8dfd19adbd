// The filter builder of a list: conditions in groups, on this screen's columns, on rows they refer to and on
// rows of children. Its result is an address; without it there is a plain form.
"use strict";
(() => {
  const LONGEST = 7400; // of the line that a server takes
  const kept = new Map();
  let last = 0;

  function el(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
      if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
    made.append(...children);
    return made;
  }
  const options = (pairs, chosen) => pairs.map(([value, label]) => {
    const one = el("option", { value }, label);
    one.selected = value === chosen;
    return one;
  });

  function builder(section) {
    const words = JSON.parse(section.dataset.words), form = section.closest("form");
    const columns = (screen) => {
      const url = `${section.dataset.builder}${screen}/filterable`;
      if (!kept.has(url)) kept.set(url, fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); }));
      return kept.get(url);
    };

    // -- values

    function dayBox(periods, label, value) {
      const counted = (word) => word.includes("{n}");
      const parts = (word) => /^(.*?)(\d+)(_.*)$/.exec(word);
      const known = parts(value), general = known ? `${known[1]}{n}${known[3]}` : value;
      const at = periods.some(([word]) => word === general) ? general : "";
      const when = el("select", { "aria-label": `${label}: ${words.when}` },
        ...options([["", words.day], ...periods.map(([word, name]) => [word, name.replace("{days}", "n")])], at));
      const day = el("input", { type: "text", autocomplete: "off", placeholder: words.dayHint, "data-moment": "date",
        "data-point": ".", "data-open": words.dayOpen, "aria-label": label });
      const count = el("input", { type: "number", min: "1", max: "999", "aria-label": words.days });
      day.value = at ? "" : value; count.value = known && at ? known[2] : "7";
      const holder = el("span");
      const show = () => holder.replaceChildren(...(when.value === "" ? [day.closest(".moment") || day] : counted(when.value) ? [count] : []));
      when.addEventListener("change", () => { show(); holder.hidden = !holder.children.length; });
      show(); holder.hidden = !holder.children.length;
      return { nodes: [when, holder], read: () => when.value === "" ? day.value.trim() : when.value.replace("{n}", count.value || "7") };
    }

    function choiceBox(pairs, label, value) {
      const box = el("select", { "aria-label": label }, ...options(pairs, value));
      return { nodes: [box], read: () => box.value };
    }

    function textBox(field, label, value) {
      const box = el("input", { type: "text", "aria-label": label, inputmode: field.type === "number" ? "decimal" : false, maxlength: 200 });
      box.value = value;
      return { nodes: [box], read: () => box.value.trim() };
    }

    function referenceBox(field, label, value, title) {
      const id = `filter-${++last}`;
      const box = el("div", { class: "reference", "data-pick": field.pick, "data-title": title, "data-hint": words.hint,
        "data-none": words.nothing, "data-clear": words.clear, "data-failed": words.failed }, el("input", { type: "text", id, value }));
      return { nodes: [el("div", {}, el("label", { class: "sr-only", for: id }, label), box)], read: () => box.querySelector("input").value };
    }

    function oneBox(told, field, label, value, title) {
      if (field.type === "day") return dayBox(told.periods, label, value);
      if (field.type === "boolean") return choiceBox([["true", words.yes], ["false", words.no]], label, value);
      if (field.type === "reference") return referenceBox(field, label, value, title);
      if (field.choices) return choiceBox(field.choices, label, value);
      return textBox(field, label, value);
    }

    function severalBox(field, label, values, titles) {
      if (field.type === "reference") {
        const box = el("select", { multiple: true, "data-several": field.pick, "data-hint": words.hint, "data-none": words.nothing, "aria-label": label });
        values.forEach((value, at) => { const one = el("option", { value }, titles[at] || value); one.selected = true; box.append(one); });
        return { nodes: [box], read: () => [...box.selectedOptions].map((one) => one.value) };
      }
      const ticks = (field.choices || []).map(([value, name]) => {
        const tick = el("input", { type: "checkbox", value });
        tick.checked = values.includes(value);
        return [tick, el("label", {}, tick, ` ${name}`)];
      });
      const box = el("div", { class: "ticks", role: "group", "aria-label": label }, ...ticks.map(([, shown]) => shown));
      return { nodes: [box], read: () => ticks.filter(([tick]) => tick.checked).map(([tick]) => tick.value) };
    }

    // What takes the value of a condition: [nodes, read() -> value or null].
    function valueOf(told, field, how, node) {
      const values = node?.values || [], titles = node?.titles || [];
      if ("value" in how) return { nodes: [], read: () => how.value };
      const filled = (value) => (value === "" ? null : value);
      if (how.takes === "several") {
        const box = severalBox(field, words.value, values, titles);
        return { nodes: box.nodes, wide: true, read: () => { const found = box.read(); return found.length ? found : null; } };
      }
      if (how.takes === "two") {
        const [low, high] = [words.low, words.high].map((label, at) => oneBox(told, field, label, values[at] || "", titles[at] || ""));
        return { nodes: [...low.nodes, el("span", { class: "and" }, words.and), ...high.nodes], wide: true,
          read: () => { const found = [low.read(), high.read()]; return found.includes("") ? null : found; } };
      }
      const box = oneBox(told, field, words.value, values[0] || "", titles[0] || "");
      return { nodes: box.nodes, wide: field.type === "day", read: () => filled(box.read()) };
    }

    // -- a condition, or a group about related rows

    async function row(screen, far, node, remove) {
      const line = el("div", { class: "fline" }), below = el("div");
      const made = el("div", { class: "frow", role: "group", "aria-label": words.row }, line);
      const away = el("button", { type: "button", class: "btn2 away", "aria-label": words.away, title: words.away }, "✕");
      away.addEventListener("click", () => remove(made));
      let read = () => null;
      // Everything after the box that was changed is made anew.
      const after = (box, ...nodes) => {
        while (line.lastElementChild && line.lastElementChild !== box) line.lastElementChild.remove();
        below.remove();
        line.append(...nodes, away);
        nodes.forEach((one) => one.dispatchEvent(new CustomEvent("panel:added", { bubbles: true })));
      };

      function compare(told, field, path, box, given) {
        const same = (how) => given && how.op === given.op && (!("value" in how) || String(how.value) === String(given.values[0]));
        const at = Math.max(0, field.operators.findIndex(same));
        const offered = field.operators.map((one, n) => [String(n), one.label]).filter(([n]) => Number(n) === at || !field.operators[n].more);
        const how = el("select", { "aria-label": words.how }, ...options(offered, String(at)));
        const show = (given) => {
          const chosen = field.operators[Number(how.value)], value = valueOf(told, field, chosen, given);
          after(how, ...(value.nodes.length ? [el("div", { class: value.wide ? "fval wide" : "fval" }, ...value.nodes)] : []));
          read = () => { const found = value.read(); return found === null ? null : { path, op: chosen.op, value: found }; };
        };
        how.addEventListener("change", () => show(null));
        after(box, how);
        show(given);
      }

      async function related(target, path, box, given, isChild) {
        const ways = [["is", words.is], ["isNot", words.isNot], ["some", words.some], ["none", words.none]];
        const full = given && given.parts.length;
        const chosen = given ? (given.none ? (full ? "none" : "isNot") : full ? "some" : "is") : isChild ? "is" : "some";
        const how = el("select", { "aria-label": words.how }, ...options(isChild ? ways : ways.slice(2), chosen));
        const show = async (given) => {
          const nested = how.value === "some" || how.value === "none";
          const inner = nested ? await group(target, far - path.length, given || { mode: "all", parts: [] }, null) : null;
          after(how);
          if (inner) { below.replaceChildren(inner.node); made.append(below); }
          read = () => {
            const told = inner ? inner.read() : {};
            return told === null ? null : { path, op: how.value === "none" || how.value === "isNot" ? "none" : "some", value: told };
          };
        };
        how.addEventListener("change", () => show(null));
        after(box, how);
        await show(given);
      }

      async function level(screen, path, box, given) {
        const told = await columns(screen), steps = far - path.length;
        const wanted = given?.path[path.length], deeper = given && given.path.length > path.length + 1;
        const fields = told.fields.filter((one) => one.operators.length);
        const leading = steps > 0 ? told.fields.filter((one) => one.screen) : [];
        const children = steps > 0 ? told.children : [];
        const isRow = given?.kind === "related" && !deeper;
        const chosen = !wanted ? "" : told.children.some((one) => one.key === wanted) && (isRow || deeper) ? `+${wanted}` : deeper || isRow ? `>${wanted}` : wanted;
        const part = (label, pairs) => (pairs.length ? [el("optgroup", { label }, ...options(pairs, chosen))] : []);
        const select = el("select", { "aria-label": words.column }, ...options([["", words.choose]], chosen),
          ...part(told.label, fields.map((one) => [one.key, one.label])),
          ...part(words.along, leading.map((one) => [`>${one.key}`, `${one.label} ›`])),
          ...part(words.children, children.map((one) => [`+${one.key}`, one.label])));
        const next = async (given) => {
          const key = select.value.replace(/^[>+]/, ""), way = [...path, key], known = given && select.value === chosen ? given : null;
          read = () => null;
          if (select.value.startsWith("+")) return related(told.children.find((one) => one.key === key).screen, way, select, known, true);
          const field = told.fields.find((one) => one.key === key);
          if (!field) return after(select);
          if (!select.value.startsWith(">")) return compare(told, field, way, select, known);
          if (known && isRow) return related(field.screen, way, select, known, false);
          return level(field.screen, way, select, known);
        };
        select.addEventListener("change", () => next(null));
        after(box, select);
        await next(given);
      }

      await level(screen, [], null, node);
      return { node: made, read: () => read() };
    }

    // -- a group

    async function group(screen, far, node, remove) {
      const rows = [], box = el("div", { class: "frows" });
      const made = el("div", { class: "fgroup", role: "group", "aria-label": words.groupName });
      const mode = el("select", { "aria-label": words.mode }, ...options(words.modes, node.mode || "all"));
      const add = el("button", { type: "button", class: "btn2" }, words.add), more = el("button", { type: "button", class: "btn2" }, words.group);
      const bar = el("div", { class: "fbar" }, mode, add, more);
      if (remove) {
        const away = el("button", { type: "button", class: "btn2 away", "aria-label": words.groupAway, title: words.groupAway }, "✕");
        away.addEventListener("click", () => remove(made));
        bar.append(away);
      }
      const gone = (one) => {
        const at = rows.findIndex((row) => row.node === one);
        rows.splice(at, 1);
        one.remove();
        (rows[at] || rows[at - 1])?.node.querySelector(".away")?.focus() ?? add.focus();
      };
      const append = async (given) => {
        const one = await (given?.kind === "group" ? group(screen, far, given, gone) : row(screen, far, given, gone));
        rows.push(one);
        box.append(one.node);
        one.node.dispatchEvent(new CustomEvent("panel:added", { bubbles: true }));
        return one;
      };
      add.addEventListener("click", async () => (await append(null)).node.querySelector("select").focus());
      more.addEventListener("click", async () => (await append({ kind: "group", mode: "any", parts: [null, null] })).node.querySelector("select").focus());
      for (const one of node.parts) await append(one);
      if (!node.parts.length) await append(null);
      made.append(bar, box);
      return { node: made, mode, rows, read: () => joined(mode.value, rows.map((one) => one.read()).filter((one) => one !== null).map(written)) };
    }

    const written = (told) => (told.path
      ? { [told.path.join(".")]: told.op === "eq" ? told.value : { [told.op]: told.value } } : told);
    function joined(mode, parts) {
      if (!parts.length) return null;
      const any = mode === "any" || mode === "none";
      const inner = parts.length === 1 ? parts[0] : { [any ? "any" : "all"]: parts };
      return mode === "notall" || mode === "none" ? { not: inner } : inner;
    }

    // -- the address: plain conditions as they are, the rest as one tree

    function pairs(root) {
      if (root.mode.value !== "all") {
        const whole = root.read();
        return whole ? [["filter", JSON.stringify(whole)]] : [];
      }
      const found = [], names = new Set(), rest = [];
      for (const told of root.rows.map((one) => one.read()).filter((one) => one !== null)) {
        const name = told.path && (typeof told.value !== "object" || Array.isArray(told.value)) ? `where.${told.path.join(".")}.${told.op}` : "";
        if (!name || names.has(name)) { rest.push(written(told)); continue; }
        names.add(name);
        for (const value of Array.isArray(told.value) ? told.value : [told.value]) found.push([name, String(value)]);
      }
      if (rest.length) found.push(["filter", JSON.stringify(rest.length === 1 ? rest[0] : { all: rest })]);
      return found;
    }

    async function begin() {
      section.querySelector("[data-plain]").remove();
      section.classList.add("builder");
      const told = el("p", { class: "problem", role: "alert" });
      let root;
      try { root = await group(section.dataset.screen, words.farthest, { mode: "all", parts: JSON.parse(section.dataset.nodes) }, null); }
      catch { told.textContent = words.lost; section.prepend(told); return; }
      section.prepend(root.node);
      root.node.dispatchEvent(new CustomEvent("panel:added", { bubbles: true }));
      root.node.querySelector(".frow:last-child select")?.focus();
      form.addEventListener("submit", (event) => {
        const found = pairs(root);
        told.remove();
        if (new URLSearchParams(found).toString().length > LONGEST) {
          event.preventDefault();
          event.stopImmediatePropagation();
          told.textContent = words.long;
          section.querySelector(".btns").before(told);
          return;
        }
        form.querySelectorAll(":scope > input[type=hidden]").forEach((one) => { if (one.name === "filter" || one.name.startsWith("where.")) one.remove(); });
        found.forEach(([name, value]) => form.append(el("input", { type: "hidden", name, value })));
      });
    }
    begin();
  }

  const begin = (within) => within.querySelectorAll("[data-builder] > [data-plain]").forEach((plain) => builder(plain.parentElement));
  begin(document);
  document.addEventListener("panel:added", (event) => { if (event.target.matches("[data-builder]")) begin(event.target.parentElement); });
})();
