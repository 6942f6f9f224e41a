// A switch moves at once and tells the server; when the server does not agree, the form is sent as without script.
const show = (button, on) => {
  button.setAttribute("aria-checked", String(on));
  button.value = on ? "no" : "yes";
};

const agreed = (answer) => answer.ok && new URL(answer.url).pathname === location.pathname;

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
    if (!agreed(await fetch(form.action, { method: "POST", body }))) throw new Error("refused");
  } catch {
    show(button, !on);
    form.dataset.plainly = "yes";
    form.requestSubmit(button);
  } finally {
    button.ariaBusy = "false";
  }
};

for (const form of document.querySelectorAll("form[data-switch]")) form.addEventListener("submit", move);
