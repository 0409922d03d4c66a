// Cuts the two typefaces down to what Marquee sets: `npm run fonts` writes static/fonts/*.woff2 (all four together under 70 kB).
// Latin holds English and French with the currency signs; "ext" holds the names of the rest of Latin Europe and loads only when met.
// Both typefaces are under the SIL Open Font Licence 1.1, which allows subsets.
import { readFile, writeFile, mkdir } from "node:fs/promises";
import subsetFont from "subset-font";

const span = (from, to) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const LATIN = span(0x20, 0x7e) + span(0xa0, 0xff) + "ŒœŸ–—‘’‚“”„†•…‰‹›€™−×";
const EXTENDED = span(0x100, 0x17f).replace(/[ŒœŸ]/g, "") + "ȘșȚț₹₺₽₩₫₱₴₦₪";
const TITLE_AXES = { wght: 700, wdth: 84, opsz: 40 };
const TEXT_AXES = { wght: { min: 400, max: 700 } };

const CUTS = [
  ["inter/files/inter-latin-wght-normal", LATIN, TEXT_AXES, "inter-latin"],
  ["inter/files/inter-latin-ext-wght-normal", EXTENDED, TEXT_AXES, "inter-latin-ext"],
  ["bricolage-grotesque/files/bricolage-grotesque-latin-standard-normal", LATIN, TITLE_AXES, "bricolage-latin"],
  ["bricolage-grotesque/files/bricolage-grotesque-latin-ext-standard-normal", EXTENDED, TITLE_AXES, "bricolage-latin-ext"],
];

await mkdir("static/fonts", { recursive: true });
let total = 0;
for (const [source, text, variationAxes, name] of CUTS) {
  const whole = await readFile(`node_modules/@fontsource-variable/${source}.woff2`);
  const cut = await subsetFont(whole, text, { targetFormat: "woff2", variationAxes });
  await writeFile(`static/fonts/${name}.woff2`, cut);
  total += cut.length;
  console.log(`${name}: ${cut.length} bytes`);
}
console.log(`all: ${total} bytes`);
if (total > 70_000) throw new Error(`The fonts weigh ${total} bytes; the budget is 70 000.`);
