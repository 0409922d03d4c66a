// Writes static/build/LICENCES.txt: the licence of everything by others that the built files carry.
import { readFile, readdir, writeFile } from "node:fs/promises";

const CARRIED = [
  ["htmx.org", "in app.js"],
  ["chart.js", "in chart.js"],
  ["@kurkle/color", "in chart.js"],
  ["tailwindcss", "in app.css"],
  ["daisyui", "in app.css"],
  ["lucide-static", "in icons.svg"],
  ["@fontsource-variable/inter", "cut into fonts/inter-*.woff2"],
  ["@fontsource-variable/bricolage-grotesque", "cut into fonts/bricolage-*.woff2"],
];

const parts = [];
for (const [name, where] of CARRIED) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? (await readFile(`${folder}/${file}`, "utf8")).trim() : `Licence: ${license}`;
  parts.push(`${name} ${version} (${license}), ${where}\n\n${text}`);
}
await writeFile("static/build/LICENCES.txt", parts.join(`\n\n${"=".repeat(80)}\n\n`) + "\n");
