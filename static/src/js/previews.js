// Clip tiles: the still poster gives way to the moving preview on hover and focus; where there is no hover, while in view.
// People who asked for less motion or to save data keep the poster.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const hover = matchMedia("(hover: hover)");

function play(image) {
  if (still.matches || navigator.connection?.saveData) return;
  if (!image.src) {
    image.addEventListener("load", () => image.toggleAttribute("data-playing", image.dataset.wanted === "yes"));
    image.src = image.dataset.preview;
  } else {
    image.setAttribute("data-playing", "");
  }
  image.dataset.wanted = "yes";
}

function stop(image) {
  image.dataset.wanted = "no";
  image.removeAttribute("data-playing");
}

const inView = new IntersectionObserver(
  (entries) => entries.forEach(({ target, isIntersecting }) => (isIntersecting ? play(target) : stop(target))),
  { threshold: 0.75 },
);

export function installPreviews(root) {
  for (const image of root.querySelectorAll("img[data-preview]:not([data-wanted])")) {
    image.dataset.wanted = "no";
    const tile = image.closest(".tile") ?? image.parentElement;
    if (!hover.matches || image.hasAttribute("data-in-view")) inView.observe(image);
    if (image.hasAttribute("data-in-view")) continue;
    tile.addEventListener("pointerenter", () => play(image));
    tile.addEventListener("pointerleave", () => stop(image));
    tile.addEventListener("focusin", () => play(image));
    tile.addEventListener("focusout", () => stop(image));
  }
}
