// A file field that can be dropped on: shows what was chosen with its size, and a small picture when it is one.
function size(bytes) {
  const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
  const value = bytes / (bytes < 1e6 ? 1e3 : 1e6);
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

function line(file) {
  const item = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const picture = new Image();
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
    item.append(picture);
  }
  item.append(`${file.name} · ${size(file.size)}`);
  return item;
}

export function installDropzones(root) {
  for (const zone of root.querySelectorAll(".dropzone:not([data-ready])")) {
    zone.dataset.ready = "";
    const input = zone.querySelector("input[type=file]");
    const list = zone.querySelector(".dropzone-files");
    input.addEventListener("change", () => list.replaceChildren(...Array.from(input.files, line)));
    for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.setAttribute("data-over", ""));
    for (const name of ["dragleave", "drop", "dragend"]) zone.addEventListener(name, () => zone.removeAttribute("data-over"));
  }
}
