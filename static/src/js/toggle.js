// The theme button: turns the theme that is showing into the other one and remembers it.
export function installTheme() {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const showing = () => root.dataset.theme ?? (system.matches ? "dark" : "light");
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    root.dataset.theme = showing() === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("marquee-theme", root.dataset.theme);
    } catch {
      // It lasts for this page only.
    }
    document.dispatchEvent(new CustomEvent("marquee:theme"));
  });
  system.addEventListener("change", () => document.dispatchEvent(new CustomEvent("marquee:theme")));
}
