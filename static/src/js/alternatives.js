// A refusal's "instead" buttons: `data-changes` holds the request's fields and their new values; lists tick checkboxes.
function setField(form, name, value) {
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const wanted = new Set([value].flat().map(String));
  for (const field of fields) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = wanted.has(field.value);
    else field.value = value;
  }
  return fields[0];
}

export function installAlternatives() {
  document.body.addEventListener("click", (event) => {
    const button = event.target.closest("[data-changes]");
    if (!button) return;
    const form = document.getElementById(button.dataset.form);
    let last;
    for (const [name, value] of Object.entries(JSON.parse(button.dataset.changes))) last = setField(form, name, value) ?? last;
    last?.dispatchEvent(new Event("input", { bubbles: true }));
    last?.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
