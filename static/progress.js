// A page whose checks are under way asks again and shows what came; without script the browser reloads it.
const PAUSE = 1500;

const ask = async () => {
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page?.querySelector("main");
  if (!main || !answer.ok) return true;
  const shown = document.querySelector("main");
  if (shown.textContent !== main.textContent) shown.replaceChildren(...main.childNodes);
  document.title = page.title;
  return Boolean(document.querySelector("[data-unfinished]"));
};

const go = async () => {
  window.stop(); // the reload that the answer's Refresh header asked for
  while (await ask()) await new Promise((done) => { setTimeout(done, PAUSE); });
};

if (document.readyState === "complete") go();
else addEventListener("load", go);
