// A job's page keeps up with the job, and shows the whole result when it has ended.
(() => {
  const card = document.querySelector("[data-job]");
  if (!card || ["done", "failed", "cancelled"].includes(card.dataset.state)) return;
  const bar = card.querySelector("progress");
  let pause = 500;

  async function look() {
    try {
      const answer = await fetch(card.dataset.job, { headers: { Accept: "application/json" } });
      if (answer.status === 401 || answer.status === 403 || answer.redirected) return location.reload();
      if (answer.ok) {
        const job = await answer.json();
        if (job.ended) return location.reload();
        card.querySelector("[data-word]").textContent = job.word;
        card.querySelector("[data-progress]").textContent = job.progress;
        if (job.share === null) bar.removeAttribute("value");
        else bar.value = job.share;
      }
    } catch { /* the connection is cut: it may come back */ }
    pause = Math.min(pause * 1.2, 3000);
    return setTimeout(look, pause);
  }
  setTimeout(look, pause);
})();
