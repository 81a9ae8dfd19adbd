// A calendar (or clock) beside a box for 23-11-2026 10.12. The box takes the text; the browser's own
// picker only fills it in, so its language never decides which number is the month.
"use strict";
(() => {
  const DAY = /^(\d\d)-(\d\d)-(\d{4})(?: (.+))?$/, CLOCK = /^(\d\d)[.:](\d\d)/;

  function native(kind, text) {
    const clock = CLOCK.exec(kind === "time" ? text : DAY.exec(text)?.[4] ?? "");
    const time = clock ? `${clock[1]}:${clock[2]}` : "";
    if (kind === "time") return time;
    const day = DAY.exec(text);
    if (!day) return "";
    return `${day[3]}-${day[2]}-${day[1]}` + (kind === "date" ? "" : `T${time || "00:00"}`);
  }

  function written(kind, value, point) {
    const [day, time] = kind === "time" ? ["", value] : value.split("T");
    const clock = time ? time.slice(0, 5).replace(":", point) : "";
    return [day.split("-").reverse().join("-"), clock].filter(Boolean).join(" ");
  }

  function offer(box) {
    const { moment: kind, point, open: label } = box.dataset;
    const around = document.createElement("span");
    const button = document.createElement("button");
    const picker = document.createElement("input");
    around.className = "moment";
    button.type = "button"; button.setAttribute("aria-label", label); button.title = label;
    button.className = kind === "time" ? "clock" : "calendar";
    picker.type = kind; picker.tabIndex = -1; picker.setAttribute("aria-hidden", "true");
    if (!picker.showPicker || picker.type !== kind) return;
    const focused = document.activeElement === box || box.autofocus;
    box.replaceWith(around);
    around.append(box, picker, button);
    if (focused) box.focus();
    button.addEventListener("click", () => { picker.value = native(kind, box.value.trim()); picker.showPicker(); });
    picker.addEventListener("input", () => {
      box.value = picker.value && written(kind, picker.value, point);
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });
    picker.addEventListener("change", () => box.focus());
  }

  const boxes = (within) => within.querySelectorAll("input[data-moment]:not(.moment > input)").forEach(offer);
  boxes(document);
  // Rows that a form gets later.
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.querySelectorAll) boxes(node);
  }).observe(document.body, { childList: true, subtree: true });
})();
