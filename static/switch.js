// A switch moves at once and tells the server; when the server does not agree, the form is sent as without script.
const show = (button, on) => {
  button.setAttribute("aria-checked", String(on));
  button.value = on ? "no" : "yes";
};

const agreed = (answer) => answer.ok && new URL(answer.url).pathname === location.pathname;

// Parts of the page that say what the switches add up to; they come with the page that the server answers.
const follow = async (answer) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-follows]")) {
    const now = page.getElementById(part.id);
    if (now && now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
  }
};

const move = async (event) => {
  const form = event.currentTarget;
  const button = event.submitter;
  if (form.dataset.plainly) return;
  event.preventDefault();
  if (button.ariaBusy === "true") return;
  const body = new URLSearchParams(new FormData(form, button));
  const on = button.value === "yes";
  button.ariaBusy = "true";
  show(button, on);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!agreed(answer)) throw new Error("refused");
    await follow(answer);
  } catch {
    show(button, !on);
    form.dataset.plainly = "yes";
    form.requestSubmit(button);
  } finally {
    button.ariaBusy = "false";
  }
};

for (const form of document.querySelectorAll("form[data-switch]")) form.addEventListener("submit", move);
