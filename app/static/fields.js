// FAB's fields and lists without jQuery: selects that search, filters, check boxes of rows.
"use strict";
(() => {
  const selects = new Map();
  for (const select of document.querySelectorAll("select.my_select2")) {
    const many = select.multiple;
    select.classList.remove("form-control");
    selects.set(select, new TomSelect(select, {
      plugins: many ? ["remove_button"] : [],
      hideSelected: many,
      maxOptions: null,
      placeholder: select.dataset.placeholder || "",
      render: { no_results: null },
    }));
    select.setAttribute("aria-hidden", "true"); // its label belongs to the box beside it now
  }

  // FAB hears which comparison is meant by the name of the box: _flt_<number>_<column>.
  for (const form of document.querySelectorAll("form[data-filters]")) {
    for (const set of form.querySelectorAll("[data-column]")) {
      const comparison = set.querySelector("[data-comparison]");
      const box = [...set.querySelectorAll("input[name], select[name], textarea[name]")].pop();
      if (!box) continue;
      const name = () => { box.name = `_flt_${comparison.value}_${set.dataset.column}`; };
      comparison.addEventListener("change", name);
      name();
      if (box.type === "checkbox") box.checked = "value" in set.dataset && JSON.parse(set.dataset.value) !== "";
      else if ("value" in set.dataset) {
        const value = JSON.parse(set.dataset.value);
        if (selects.has(box)) selects.get(box).setValue(value); else box.value = value;
      } else if (selects.has(box)) selects.get(box).clear(true);
      else if (box.tagName === "INPUT") box.value = "";
    }
    form.addEventListener("submit", () => {
      for (const box of form.querySelectorAll("input[type=datetime-local]")) {
        // FAB reads a day and a time with a space between.
        const value = box.value.replace("T", " ");
        box.type = "text"; box.value = value.length === 16 ? `${value}:00` : value;
      }
      for (const box of form.elements) if (box.name && (box.type === "checkbox" ? !box.checked : box.value === "")) box.disabled = true;
    });
  }

  const rows = [...document.querySelectorAll("input.action_check")];
  document.querySelector("input.action_check_all")?.addEventListener("change", (event) => {
    for (const box of rows) box.checked = event.target.checked;
  });
  // Capture: before frame.js asks whether it is really meant.
  document.getElementById("action_form")?.addEventListener("submit", (event) => {
    if (rows.some((box) => box.checked)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    rows[0]?.setCustomValidity(event.target.dataset.rows);
    rows[0]?.reportValidity();
    rows[0]?.setCustomValidity("");
  }, true);
})();
