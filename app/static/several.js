// Boxes for several rows of a large table: what is typed is looked for. Without it they are plain lists.
"use strict";
(() => {
  const from = document.currentScript.dataset;
  let tom = null;

  const load = (tag, attributes) => new Promise((done, failed) => {
    const node = Object.assign(document.createElement(tag), attributes);
    node.addEventListener("load", done);
    node.addEventListener("error", failed);
    document.head.append(node);
  });

  async function several(within) {
    const boxes = within.querySelectorAll("select[data-several]:not(.tomselected)");
    if (!boxes.length) return;
    tom ||= Promise.all([load("link", { rel: "stylesheet", href: from.tomStyle }), load("script", { src: from.tomScript })]);
    try { await tom; } catch { return; }
    for (const box of boxes) {
      if (!box.isConnected || box.tomselect) continue;
      const focused = document.activeElement === box;
      const made = new window.TomSelect(box, {
        plugins: ["remove_button"], hideSelected: true, maxOptions: null, placeholder: box.dataset.hint,
        render: { no_results: () => Object.assign(document.createElement("div"), { className: "no-results", textContent: box.dataset.none }) },
        load: !box.dataset.several ? null : async (typed, done) => {
          const url = new URL(box.dataset.several, location.href);
          url.searchParams.set("q", typed);
          try {
            const answer = await fetch(url, { headers: { Accept: "application/json" } });
            done((await answer.json()).items.map((one) => ({ value: one.value, text: one.title })));
          } catch { done(); }
        },
      });
      box.setAttribute("aria-hidden", "true"); // its label belongs to the box beside it now
      if (box.hasAttribute("aria-label")) made.control_input.setAttribute("aria-label", box.getAttribute("aria-label"));
      if (focused) made.focus();
    }
  }

  several(document);
  document.addEventListener("panel:added", (event) => { several(event.target); });
})();
