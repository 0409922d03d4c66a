// Ctrl-K (⌘K): go anywhere by name. Enter follows the marked line, or searches the catalogue when nothing matches.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function installPalette() {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input");
  const links = [...palette.querySelectorAll("li a")];
  const shown = () => links.filter((link) => !link.parentElement.hidden);
  const mark = (link) => links.forEach((other) => other.setAttribute("aria-selected", String(other === link)));

  function filter() {
    const wanted = plain(input.value.trim());
    for (const link of links) link.parentElement.hidden = !plain(link.textContent).includes(wanted);
    mark(shown()[0]);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    palette.showModal();
    input.value = "";
    filter();
  });
  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const list = shown();
    const at = list.findIndex((link) => link.getAttribute("aria-selected") === "true");
    if (step && list.length) {
      event.preventDefault();
      mark(list[(at + step + list.length) % list.length]);
    } else if (event.key === "Enter" && list[at]) {
      event.preventDefault();
      list[at].click();
    }
  });
}
