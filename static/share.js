// Buttons that hand the badge to another app: shown only where the browser can; the picture goes along where it may.
const ENDINGS = { "image/png": "png", "image/jpeg": "jpg" };
const pictures = new WeakMap();

const load = async (button) => {
  const answer = await fetch(button.dataset.picture);
  const blob = await answer.blob();
  const ending = answer.ok && ENDINGS[blob.type];
  return ending ? [new File([blob], `badge.${ending}`, { type: blob.type })] : [];
};

// The picture is fetched before it is needed: a browser lets a page share only for a moment after the press.
const ready = (button) => {
  if (button.dataset.picture && !pictures.has(button)) pictures.set(button, load(button).catch(() => []));
  return pictures.get(button) ?? [];
};

const share = async (button) => {
  const { title, text, url } = button.dataset;
  const given = { title, text, ...(url ? { url } : {}) };
  const files = await ready(button);
  if (!files.length) pictures.delete(button);
  const whole = files.length && navigator.canShare?.({ files }) ? { ...given, files } : given;
  try {
    await navigator.share(whole);
  } catch (error) {
    // Left by the person, or too late after the press: the next press finds the picture there.
    if (!["AbortError", "NotAllowedError"].includes(error.name)) throw error;
  }
};

const files = [new File([""], "badge.png", { type: "image/png" })];

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share || (button.dataset.share === "picture" && !navigator.canShare?.({ files }));
  for (const sign of ["pointerenter", "pointerdown", "focus"]) button.addEventListener(sign, () => ready(button));
  button.addEventListener("click", () => share(button));
}
