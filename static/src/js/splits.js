// A split form keeps its bar true while shares are typed: inputs marked data-share (percent) inside [data-split-form].
const SVG = "http://www.w3.org/2000/svg";

function redraw(form) {
  const shares = Array.from(form.querySelectorAll("[data-share]"), (input) => Math.max(0, Number(input.value.replace(",", ".")) || 0));
  const whole = Math.round(shares.reduce((sum, share) => sum + share * 10_000, 0));
  let at = 0;
  const bar = form.querySelector("[data-split-bar]");
  bar?.replaceChildren(
    ...shares.map((share, index) => {
      const part = document.createElementNS(SVG, "rect");
      part.setAttribute("class", `dye-${(index % 8) + 1}`);
      part.setAttribute("x", String(at));
      part.setAttribute("width", String(share));
      part.setAttribute("height", "10");
      at += share;
      return part;
    }),
  );
  form.querySelectorAll("[data-split-when]").forEach((say) => {
    say.hidden = say.dataset.splitWhen !== (whole === 1_000_000 ? "whole" : whole > 1_000_000 ? "over" : "under");
  });
  form.querySelectorAll("[data-split-left]").forEach((say) => {
    say.textContent = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 4 }).format(Math.abs(1_000_000 - whole) / 10_000);
  });
}

export function installSplits(root) {
  const forms = [...root.querySelectorAll("[data-split-form]:not([data-ready])")];
  if (root.matches?.("[data-split-form]:not([data-ready])")) forms.push(root);
  for (const form of forms) {
    form.dataset.ready = "";
    form.addEventListener("input", (event) => event.target.matches("[data-share]") && redraw(form));
    redraw(form);
  }
}
