// Files of a form: chosen, dragged, pasted or photographed, and sent ahead while the rest is typed.
// Without this script the same boxes work as plain file inputs, sent with the form.
"use strict";
(() => {
  const boxes = [];

  function made(name, text, more = {}) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(more)) element.setAttribute(key, value);
    return element;
  }

  const sized = (bytes) => {
    let amount = bytes, unit = "B";
    for (const larger of ["kB", "MB", "GB"]) {
      if (amount < 1000) break;
      amount /= 1000; unit = larger;
    }
    return unit === "B" ? `${bytes} B` : `${amount.toFixed(1).replace(".", ",")} ${unit}`;
  };

  function fileBox(box) {
    const words = box.dataset, form = box.closest("form");
    const chooser = box.querySelector("input[type=file]");
    const value = box.querySelector("input[type=hidden]");
    const now = box.querySelector(".file-now");
    const needed = chooser.required || chooser.hasAttribute("required");
    const removable = box.querySelector(".file-remove");
    const actions = made("div", "", { class: "file-actions" });
    const choose = made("button", words.choose, { type: "button", class: "button btn" });
    const camera = made("button", words.camera, { type: "button", class: "button btn" });
    const remove = made("button", words.remove, { type: "button", class: "button btn" });
    const line = made("div", "", { class: "file-progress" });
    const bar = made("progress", "", { max: "100", value: "0", "aria-label": words.sending });
    const said = made("span", "", { role: "status" });
    const cancel = made("button", words.cancel, { type: "button", class: "button btn" });
    const problem = made("p", "", { class: "problem", role: "alert" });
    const again = made("button", words.again, { type: "button", class: "button btn" });
    const before = { value: value.value, shown: [...now.childNodes] };
    let request = null, last = null, preview = "";

    // The label, the sentence of an error and its link lead to the button that people see.
    choose.id = chooser.id; chooser.removeAttribute("id"); chooser.removeAttribute("name");
    const label = form.querySelector(`label[for="${CSS.escape(choose.id)}"]`);
    if (label) choose.setAttribute("aria-label", `${words.choose}: ${label.textContent.replace("*", "").trim()}`);
    choose.setAttribute("aria-describedby", chooser.getAttribute("aria-describedby") || "");
    chooser.tabIndex = -1; chooser.required = false; chooser.setAttribute("aria-hidden", "true");
    if (chooser.autofocus) choose.focus();
    if (removable) removable.remove();
    actions.append(choose);
    if (matchMedia("(pointer: coarse)").matches && /image\//.test(chooser.accept)) actions.append(camera);
    actions.append(remove, made("small", words.drop, { class: "file-hint" }));
    line.append(bar, said, cancel);
    now.after(actions, line, problem, again);
    box.classList.add("live");

    const state = () => {
      line.hidden = !request; again.hidden = !problem.textContent || !last;
      problem.hidden = !problem.textContent;
      remove.hidden = Boolean(request) || !value.value || (needed && value.value === before.value);
    };
    const tell = (sentence) => { problem.textContent = sentence; state(); };
    const stop = () => { if (request) request.abort(); request = null; state(); };

    const show = (file, told) => {
      const facts = made("p", "", { class: "file-facts" });
      facts.append(made("b", told.name, { class: "file-name" }), made("span", sized(told.size)), made("span", words.arrived));
      now.replaceChildren(facts);
      if (preview) URL.revokeObjectURL(preview);
      preview = "";
      if (!/^image\/(jpeg|png|gif|webp)$/.test(told.type)) return;
      const picture = made("img", "", { alt: "", width: "80", height: "80" });
      preview = URL.createObjectURL(file);
      picture.addEventListener("error", () => picture.remove());
      picture.src = preview; now.prepend(picture);
    };

    const arrived = (file) => {
      const answered = request;
      request = null;
      let told = {};
      try { told = JSON.parse(answered.responseText); } catch { /* a page, not an answer */ }
      if (answered.status === 201) {
        value.value = told.token; last = null; show(file, told); tell("");
        said.textContent = words.arrived;
        if (form.dataset.waiting) { delete form.dataset.waiting; form.requestSubmit(); }
        return;
      }
      delete form.dataset.waiting;
      // What was refused for what it is will be refused again.
      if ([413, 422].includes(answered.status)) last = null;
      tell(answered.status === 401 ? words.stranger : told.message || words.failed);
    };

    const send = (file) => {
      stop(); last = file; tell("");
      if (file.size > Number(words.limit)) { last = null; return tell(words.tooLarge); }
      request = new XMLHttpRequest();
      request.open("POST", `${words.file}&name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Content-Type", "application/octet-stream");
      bar.value = 0; said.textContent = words.sending;
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        bar.value = Math.round(100 * event.loaded / event.total);
        said.textContent = `${sized(event.loaded)} / ${sized(event.total)}`;
      });
      request.addEventListener("load", () => arrived(file));
      request.addEventListener("error", () => {
        request = null; delete form.dataset.waiting; tell(words.failed);
      });
      request.send(file);
      state();
    };

    const take = (files) => {
      if (files.length > 1) { last = null; return tell(words.one); }
      if (files.length) send(files[0]);
    };

    choose.addEventListener("click", () => { chooser.removeAttribute("capture"); chooser.click(); });
    camera.addEventListener("click", () => {
      const all = chooser.accept;
      chooser.setAttribute("capture", "environment"); chooser.accept = "image/*";
      chooser.click(); chooser.accept = all;
    });
    chooser.addEventListener("change", () => { take([...chooser.files]); chooser.value = ""; });
    cancel.addEventListener("click", () => { stop(); last = null; delete form.dataset.waiting; choose.focus(); });
    again.addEventListener("click", () => { if (last) send(last); });
    remove.addEventListener("click", () => {
      if (value.value === before.value) { value.value = ""; now.replaceChildren(); }
      else { value.value = before.value; now.replaceChildren(...before.shown); }
      last = null; tell(""); choose.focus();
    });
    for (const name of ["dragenter", "dragover"]) box.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault(); event.dataTransfer.dropEffect = "copy"; box.classList.add("over");
    });
    for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault(); take([...event.dataTransfer.files]);
    });
    form.addEventListener("submit", (event) => {
      if (!request) return;
      // Saved as soon as the file has arrived. panel.js must not hear of it yet.
      event.preventDefault(); event.stopImmediatePropagation();
      form.dataset.waiting = "1"; said.textContent = words.wait;
    }, { capture: true });
    state();
    boxes.push({ box, take });
  }

  document.querySelectorAll(".file-box[data-file]").forEach(fileBox);
  document.addEventListener("panel:added", (event) => {
    event.target.querySelectorAll(".file-box[data-file]").forEach(fileBox);
  });

  // A file that misses its box must not replace the page with everything typed on it.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => {
    if (boxes.length && [...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData ? event.clipboardData.files : [])];
    const near = boxes.find((one) => one.box.contains(document.activeElement)) || boxes[0];
    if (!files.length || !near || (boxes.length > 1 && !near.box.contains(document.activeElement))) return;
    event.preventDefault(); near.take(files);
  });
})();
