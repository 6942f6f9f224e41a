// Badges may be dropped anywhere on the page or pasted; they join what the field holds, and are listed before they go.
const form = document.querySelector("form[data-drop]");
const field = form.querySelector("input[type=file]");
const text = form.querySelector("textarea");
const list = form.querySelector(".chosen");
const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, bytes < 1e6
  ? { style: "unit", unit: "kilobyte", maximumFractionDigits: 1 }
  : { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));

const show = () => {
  list.replaceChildren(...[...field.files].map((file) => {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name;
    item.append(name, ` · ${size(file.size)}`);
    return item;
  }));
  list.hidden = !field.files.length;
};

const take = (files) => {
  const all = new DataTransfer();
  for (const file of [...field.files, ...files]) all.items.add(file);
  field.files = all.files;
  show();
};

const write = (words) => {
  text.value = [text.value.trim(), words.trim()].filter(Boolean).join("\n");
  text.focus();
};

const over = (is) => form.toggleAttribute("data-over", is);
addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false); });
addEventListener("drop", (event) => {
  event.preventDefault();
  over(false);
  const given = event.dataTransfer;
  if (given.files.length) take(given.files);
  else write(given.getData("text/uri-list") || given.getData("text/plain"));
});
addEventListener("paste", (event) => {
  if (event.clipboardData.files.length) {
    event.preventDefault();
    take(event.clipboardData.files);
  } else if (event.target !== text) {
    event.preventDefault();
    write(event.clipboardData.getData("text/plain"));
  }
});
field.addEventListener("change", show);
form.addEventListener("submit", () => {
  const button = form.querySelector("button[data-busy]");
  button.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busy;
});
for (const hint of form.querySelectorAll(".with-drop")) hint.hidden = false;
show();
