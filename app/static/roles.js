// The matrix of a role: headings become buttons that tick their whole row or column.
"use strict";
(() => {
  const table = document.querySelector("form[data-matrix] table.matrix");
  if (!table) return;
  function toggling(heading, boxes) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "all";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => {
      const found = boxes().filter((box) => !box.disabled);
      const tick = !found.every((box) => box.checked);
      for (const box of found) box.checked = tick;
    });
    heading.replaceChildren(button);
  }
  const rows = [...table.querySelectorAll("tbody tr:not(.group)")];
  for (const row of rows) toggling(row.cells[0], () => [...row.querySelectorAll("input")]);
  for (const heading of table.querySelectorAll("th[data-column]"))
    toggling(heading, () => rows.map((row) => row.cells[Number(heading.dataset.column) + 1].querySelector("input")).filter(Boolean));
})();
