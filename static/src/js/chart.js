// Charts are drawn from the table beside them, so what is drawn and what can be read never differ.
// <figure class="chart" data-chart="bar|stacked|line"> <div><canvas></canvas></div> <details><table>…
import {
  BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip,
} from "chart.js";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

const token = (name, at) => getComputedStyle(at).getPropertyValue(name).trim();

function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.map((label, column) => ({
      label,
      data: rows.map((row) => Number(row.cells[column + 1].dataset.value)),
      words: rows.map((row) => row.cells[column + 1].textContent.trim()),
    })),
  };
}

function dress(series, kind, figure) {
  return series.map((one, index) => {
    const dye = token(`--dye-${(index % 8) + 1}`, figure);
    const shared = { ...one, backgroundColor: dye, borderColor: dye };
    return kind === "line" ? { ...shared, borderWidth: 2, pointRadius: 2, tension: 0.25 } : { ...shared, maxBarThickness: 28, borderRadius: 2 };
  });
}

function options(kind, figure) {
  const soft = token("--ink-soft", figure);
  const axis = { ticks: { color: soft, maxRotation: 0, autoSkipPadding: 12 }, border: { color: token("--line", figure) } };
  const places = Number(figure.dataset.places ?? 0);
  const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    interaction: { mode: "index", intersect: false },
    scales: {
      x: { ...axis, stacked: kind === "stacked", grid: { display: false } },
      y: {
        ...axis, stacked: kind === "stacked", beginAtZero: true, grid: { color: token("--line", figure) },
        ticks: { ...axis.ticks, maxTicksLimit: 5, callback: (value) => compact.format(value / 10 ** places) },
      },
    },
    plugins: {
      legend: { position: "bottom", align: "start", labels: { color: token("--ink", figure), boxWidth: 12, boxHeight: 12 } },
      tooltip: { callbacks: { label: ({ dataset, dataIndex }) => ` ${dataset.label}: ${dataset.words[dataIndex]}` } },
    },
  };
}

function draw(figure) {
  const canvas = figure.querySelector("canvas");
  Chart.getChart(canvas)?.destroy();
  const kind = figure.dataset.chart;
  const { labels, series } = read(figure.querySelector("table"));
  Chart.defaults.font.family = token("--font-sans", figure) || "sans-serif";
  new Chart(canvas, { type: kind === "line" ? "line" : "bar", data: { labels, datasets: dress(series, kind, figure) }, options: options(kind, figure) });
}

const drawAll = (root = document) => root.querySelectorAll("figure[data-chart]").forEach(draw);
drawAll();
document.addEventListener("marquee:theme", () => drawAll());
document.body.addEventListener("htmx:load", (event) => event.target !== document.body && drawAll(event.target));
