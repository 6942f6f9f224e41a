// Buttons that copy: shown only where the browser lets a page write to the clipboard.
const copy = async (button) => {
  const word = button.querySelector("[role=status]");
  const before = word.textContent;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  word.textContent = button.dataset.done;
  setTimeout(() => { word.textContent = before; }, 2000);
};

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
