// Buttons that hand the badge to another app: shown only where the browser can; the picture goes along where it may.
const file = async (button) => {
  const answer = await fetch(button.dataset.picture);
  const blob = await answer.blob();
  return new File([blob], `badge.${blob.type === "image/jpeg" ? "jpg" : "png"}`, { type: blob.type });
};

const share = async (button) => {
  const { title, text, url, picture } = button.dataset;
  const given = { title, text, ...(url ? { url } : {}) };
  if (picture) {
    const files = [await file(button)];
    if (navigator.canShare?.({ files })) given.files = files;
  }
  try {
    await navigator.share(given);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
};

if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => share(button));
  }
}
