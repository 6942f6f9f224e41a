// Buttons that copy: shown only where the browser lets a page write to the clipboard.
const copy = async (button) => {
  const word = button.querySelector("span");
  const said = button.nextElementSibling;
  const before = word.textContent;
  if (said.textContent) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  word.textContent = said.textContent = button.dataset.done;
  setTimeout(() => { word.textContent = before; said.textContent = ""; }, 2000);
};

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
