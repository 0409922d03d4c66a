// Loaded without defer in <head>, so the chosen theme is on before the first paint. No choice: the system decides.
try {
  const chosen = localStorage.getItem("marquee-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is closed to us (private window): follow the system.
}
