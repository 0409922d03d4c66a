// Toasts: server messages are already in the list; scripts add more by copying the <template> beside it.
const LINGER_MS = 7000;

/** Show a toast. `tone` is allow, hold, refuse or quiet; a refusal stays until it is closed. */
export function showToast({ title = "", text = "", tone = "quiet" }) {
  const list = document.getElementById("toasts");
  const pattern = document.getElementById("toast-pattern");
  if (!list || !pattern) return;
  const note = pattern.content.firstElementChild.cloneNode(true);
  note.classList.add(`tone-${tone}`);
  note.querySelectorAll("[data-shape]").forEach((shape) => shape.dataset.shape === tone || shape.remove());
  note.querySelector("[data-title]").textContent = title;
  note.querySelector("[data-text]").textContent = text;
  if (tone === "refuse") note.setAttribute("role", "alert");
  list.append(note);
  linger(note);
}

function linger(note) {
  if (note.matches(".tone-refuse, :has(form, a)")) return;
  let timer = setTimeout(() => note.remove(), LINGER_MS);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("focusin", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => (timer = setTimeout(() => note.remove(), LINGER_MS)));
}

export function installToasts() {
  const list = document.getElementById("toasts");
  if (!list) return;
  list.querySelectorAll(".toast-note").forEach(linger);
  list.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest(".toast-note").remove());
  // A view may answer with the header HX-Trigger: {"toast": {"title": "…", "text": "…", "tone": "allow"}}.
  document.body.addEventListener("toast", (event) => showToast(event.detail));
}
