// Dialogs, drawers and drop-down menus. <dialog> keeps the focus in and gives Escape; this opens and closes it.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu-pop[open]")) if (menu !== except) menu.open = false;
}

export function installOverlays() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) openDialog(opener.dataset.dialogOpen);
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
    // A click on the backdrop lands on the dialog element itself.
    if (event.target.matches("dialog[open]") && outside(event)) event.target.close();
    closeMenus(event.target.closest("details.menu-pop"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu-pop[open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  });
  // A view may answer with HX-Trigger: {"openDialog": {"id": "…"}} or "closeDialogs".
  document.body.addEventListener("openDialog", (event) => openDialog(event.detail.id));
  document.body.addEventListener("closeDialogs", () => document.querySelectorAll("dialog[open]").forEach((d) => d.close()));
}

function outside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
