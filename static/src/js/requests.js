// When an htmx request goes wrong the person is told what happened, never left with a page that did nothing.
import { showToast } from "./toasts.js";

const words = (name) => document.body.dataset[name] ?? "";

/** Read what went wrong: problem+json from the API, or the sentence of an error page (its element marked data-error). */
function problem({ responseText }) {
  try {
    const body = JSON.parse(responseText);
    return { title: body.title ?? "", text: body.detail ?? "" };
  } catch {
    if (!responseText.includes("data-error")) return {};
    const told = new DOMParser().parseFromString(responseText, "text/html").querySelector("[data-error]");
    return { title: told?.querySelector("h1, h2")?.textContent.trim(), text: told?.querySelector("p")?.textContent.trim() };
  }
}

/** An "instead" button of a verdict writes the suggestion into the form, which then asks again by itself. */
function takeSuggestion({ setField, setValue }) {
  const fields = [...document.getElementsByName(setField)];
  const choice = fields.find((field) => ["radio", "checkbox"].includes(field.type) && field.value === setValue);
  const field = choice ?? fields[0];
  if (!field) return;
  if (choice) choice.checked = true;
  else field.value = setValue;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  field.focus();
}

export function installRequests() {
  document.body.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const told = problem(xhr);
    showToast({ tone: "refuse", title: told.title || words("sayFailed"), text: told.text || words(`say${xhr.status}`) });
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, () => showToast({ tone: "refuse", title: words("sayOffline"), text: words("sayUnchanged") }));
  }
  document.body.addEventListener("click", (event) => {
    const suggestion = event.target.closest("[data-set-field]");
    if (suggestion) takeSuggestion(suggestion.dataset);
    const button = event.target.closest("[data-copy]");
    if (button) navigator.clipboard?.writeText(button.dataset.copy).then(() => showToast({ tone: "allow", title: words("sayCopied") }));
  });
}
