// Gathers the Lucide icons that the templates name with {% icon "…" %} (and those listed in icons.json, for names that
// reach the tag through a variable) into one sprite. Lucide is under the ISC Licence; its notice stands in the sprite.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const PLACES = ["templates", "marketplace", "licensing", "payouts", "generation"];
const NAMED = [/\{%\s*icon\s+"([a-z0-9-]+)"/g, /icon="([a-z0-9-]+)"/g, /\{%\s*nav_link\s+"[^"]+"\s+\S+\s+"([a-z0-9-]+)"/g];

async function* files(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.(html|py)$/.test(entry.name)) yield path;
  }
}

const names = new Set(JSON.parse(await readFile("static/src/icons.json", "utf8")));
for (const place of PLACES) {
  for await (const path of files(place)) {
    const text = await readFile(path, "utf8");
    for (const pattern of NAMED) for (const [, name] of text.matchAll(pattern)) names.add(name);
  }
}

const symbols = [];
for (const name of [...names].sort()) {
  const svg = await readFile(`node_modules/lucide-static/icons/${name}.svg`, "utf8").catch(() => {
    throw new Error(`There is no Lucide icon called "${name}": look one up at lucide.dev/icons.`);
  });
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ").replace(/> </g, "><").trim();
  symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/ \/>/g, "/>")}</symbol>`);
}
// The brand mark comes along as "marquee", so that it takes the colour of where it stands.
const mark = await readFile("static/brand/mark.svg", "utf8");
symbols.push(`<symbol id="marquee" viewBox="${mark.match(/viewBox="([^"]+)"/)[1]}">${mark.slice(mark.indexOf(">") + 1, mark.lastIndexOf("</svg>"))}</symbol>`);
const notice = "<!-- Icons: Lucide (ISC Licence), copyright (c) Lucide Icons and Contributors; parts from Feather (MIT), copyright (c) Cole Bemis. -->";
await writeFile("static/build/icons.svg", `${notice}\n<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
console.log(`icons.svg: ${symbols.length} icons`);
