// What a page downloads, gzipped, held to the budget: 60 kB of CSS and JS without a chart, 110 kB with one.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const weigh = async (name) => gzipSync(await readFile(`static/build/${name}`), { level: 9 }).length;
const plain = (await Promise.all(["app.css", "app.js", "theme.js"].map(weigh))).reduce((a, b) => a + b);
const charted = plain + (await weigh("chart.js"));
console.log(`page without a chart: ${plain} bytes gz; with one: ${charted} bytes gz`);
if (plain > 60_000 || charted > 110_000) throw new Error("Over the budget of 60 000 / 110 000 bytes.");
