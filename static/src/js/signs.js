// Bulbs sit at even distances all the way round a sign, whatever its size: the gap is fitted to the outline's length.
const GAP = 20;

function fit(bulbs) {
  const outline = bulbs.querySelector("rect").getTotalLength();
  // A multiple of three, because the chase has three phases.
  const count = Math.max(3, Math.round(outline / GAP / 3) * 3);
  bulbs.style.setProperty("--gap", `${outline / count}px`);
}

const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target.querySelector(".sign-bulbs"))));

export function installSigns(root) {
  root.querySelectorAll(".sign").forEach((sign) => watch.observe(sign));
}
