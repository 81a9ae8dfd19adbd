// Draws the charts of the start page and of reports; the table beside each has the same numbers. A bar or
// point leads to its rows. `kind`: bar (by default), line, stacked.
"use strict";
(() => {
  if (typeof Chart === "undefined") return; // the tables are there
  const styles = getComputedStyle(document.documentElement);
  const token = (name) => styles.getPropertyValue(`--${name}`).trim();
  const series = ["brand", "brand-pale", "info", "warn", "late", "gray"];
  const words = new Intl.NumberFormat(document.documentElement.lang);
  const drawn = [];

  const colour = (place) => token(series[place % series.length]) + (place < series.length ? "" : "80"); // then paler
  const recolour = (chart) => {
    chart.data.datasets.forEach((one, place) => { one.backgroundColor = one.borderColor = colour(place); });
    const { x, y } = chart.options.scales;
    x.ticks.color = y.ticks.color = chart.options.plugins.legend.labels.color = token("mut");
    y.grid.color = token("line");
    chart.update();
  };

  const under = (chart, event) => {
    const [hit] = chart.getElementsAtEventForMode(event, "nearest", { intersect: true }, false);
    return hit && chart.told.series[hit.datasetIndex].links[hit.index];
  };

  const draw = (plot) => {
    const told = JSON.parse(plot.querySelector("script").textContent);
    plot.hidden = false;
    const line = told.kind === "line", stacked = told.kind === "stacked";
    const chart = new Chart(plot.querySelector("canvas"), {
      type: line ? "line" : "bar",
      data: {
        labels: told.labels,
        datasets: told.series.map((one, place) => (
          { label: one.label, data: one.values, backgroundColor: colour(place), borderColor: colour(place),
            ...(line ? { borderWidth: 2, pointRadius: 3, pointHitRadius: 8 } : { borderRadius: 3, maxBarThickness: stacked ? 40 : 22 }) }
        )),
      },
      options: {
        maintainAspectRatio: false,
        animation: false,
        locale: document.documentElement.lang,
        scales: {
          x: {
            stacked,
            grid: { display: false }, border: { display: false },
            ticks: { color: token("mut"), maxRotation: 0, autoSkipPadding: 6 },
          },
          y: {
            stacked,
            beginAtZero: true, border: { display: false }, grid: { color: token("line") },
            ticks: { color: token("mut"), precision: 0, maxTicksLimit: 5 },
          },
        },
        plugins: {
          legend: { position: "bottom", labels: { color: token("mut"), boxWidth: 12, boxHeight: 12 } },
          colors: { enabled: false },
          tooltip: { callbacks: { label: (at) => ` ${at.dataset.label}: ${words.format(at.raw)}` } },
        },
        onHover: (event) => { event.native.target.style.cursor = under(event.chart, event.native) ? "pointer" : ""; },
        onClick: (event) => {
          const link = under(event.chart, event.native);
          if (link) location.assign(link);
        },
      },
    });
    chart.told = told;
    if (plot.nextElementSibling.tagName === "DETAILS") plot.nextElementSibling.open = false;
    drawn.push(chart);
  };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  document.querySelectorAll(".plot").forEach(draw);
  const again = () => drawn.forEach(recolour);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  matchMedia("print").addEventListener("change", () => {
    drawn.forEach((chart) => chart.resize());
    again();
  });
})();
