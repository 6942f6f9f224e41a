// Buttons that copy: shown only where the browser lets a page write to the clipboard.
// What is HTML to be looked at (data-rich) is pasted as such where that can be, as in a mail program's signature.
const write = (text, rich) => {
  if (!rich || !window.ClipboardItem) return navigator.clipboard.writeText(text);
  const kinds = ["text/plain", "text/html"].map((type) => [type, new Blob([text], { type })]);
  return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(kinds))]);
};

const copy = async (button) => {
  const word = button.querySelector("span");
  const said = button.nextElementSibling;
  const before = word.textContent;
  if (said.textContent) return;
  await write(document.getElementById(button.dataset.copy).value, "rich" in button.dataset);
  word.textContent = said.textContent = button.dataset.done;
  setTimeout(() => { word.textContent = before; said.textContent = ""; }, 2000);
};

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
