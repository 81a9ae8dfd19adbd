// Cells of Flask-Admin's list that are changed in place: Enter saves, Escape leaves them as they were.
"use strict";
(() => {
  const table = document.querySelector("table[data-grid]");
  if (!table) return;
  const said = document.querySelector("[data-said]");

  function editor(link) {
    const { type, value = "", source } = link.dataset;
    const box = document.createElement(type === "select" ? "select" : type === "textarea" ? "textarea" : "input");
    if (type === "select")
      for (const one of JSON.parse(source || "[]")) box.add(new Option(one.text, one.value, false, one.value === value));
    box.value = value;
    box.setAttribute("aria-label", table.tHead.rows[0].cells[link.closest("td").cellIndex].textContent.trim());
    return box;
  }

  // The row as the server shows it now: its version and the stamps of its cells are new.
  async function fresh(row) {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(`tr[data-row="${CSS.escape(row.dataset.row)}"]`);
    if (found) row.replaceWith(found); else location.reload();
    return found;
  }

  function open(link) {
    const cell = link.closest("td"), row = cell.closest("tr"), at = cell.cellIndex, box = editor(link);
    let over = false;
    const shut = () => { over = true; cell.classList.remove("err"); cell.replaceChildren(link); };
    const save = async () => {
      if (over) return;
      if (box.value === (link.dataset.value || "")) { shut(); return; }
      over = true;
      box.disabled = true;
      const body = new URLSearchParams({ list_form_pk: link.dataset.pk, csrf_token: link.dataset.csrf, [link.dataset.name]: box.value });
      let words = table.dataset.failed;
      try {
        const answer = await fetch(new URL(link.dataset.url, location.href), { method: "POST", body, credentials: "same-origin" });
        words = (await answer.text()) || words;
        if (answer.ok) {
          const now = await fresh(row);
          said.textContent = table.dataset.saved;
          now?.cells[at].querySelector("a")?.focus();
          return;
        }
      } catch { /* the network: the words say so */ }
      over = false;
      box.disabled = false;
      cell.classList.add("err");
      cell.querySelector("small")?.remove();
      const small = document.createElement("small");
      small.className = "problem";
      small.setAttribute("role", "alert");
      small.textContent = words;
      cell.append(small);
      box.focus();
    };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { shut(); link.focus(); }
      if (event.key === "Enter" && (event.ctrlKey || box.tagName !== "TEXTAREA")) { event.preventDefault(); save(); }
    });
    box.addEventListener("blur", save);
    cell.replaceChildren(box);
    box.focus();
  }

  table.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-role=x-editable]");
    if (!link) return;
    event.preventDefault();
    open(link);
  });
})();
