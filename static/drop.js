// Badges may be dropped anywhere on the page or pasted; they join what the field holds, and are listed before they go.
const form = document.querySelector("form[data-drop]");
const field = form.querySelector("input[type=file]");
const text = form.querySelector("textarea");
const list = form.querySelector(".chosen");
const tooLarge = form.querySelector("[data-largest]");
const button = form.querySelector("button[data-busy]");
const word = button.textContent;
const UNITS = [["megabyte", 1e6], ["kilobyte", 1e3], ["byte", 1]];
const size = (bytes) => {
  const [unit, one] = UNITS.find(([, least]) => bytes >= least) ?? UNITS.at(-1);
  const unitDisplay = unit === "byte" ? "long" : "short";
  const said = { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, said).format(bytes / one);
};

const show = () => {
  list.replaceChildren(...[...field.files].map((file) => {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name;
    item.append(name, ` · ${size(file.size)}`);
    return item;
  }));
  list.hidden = !field.files.length;
  const together = [...field.files].reduce((sum, file) => sum + file.size, 0);
  tooLarge.hidden = together <= Number(tooLarge.dataset.largest);
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
const busy = (is) => {
  button.setAttribute("aria-busy", String(is));
  button.textContent = is ? button.dataset.busy : word;
};
form.addEventListener("submit", (event) => {
  // what is too large would be refused while it is still being sent, and some browsers then show no answer
  if (!tooLarge.hidden || button.ariaBusy === "true") event.preventDefault();
  else busy(true);
});
addEventListener("pageshow", () => busy(false)); // come back to by the browser's button
for (const hint of form.querySelectorAll(".with-drop")) hint.hidden = false;
show();
