// A switch moves at once and tells the server, and so does the button of a preset: the page follows what was answered.
// When the server does not agree, the form is sent as without script.
const show = (button, on) => {
  button.setAttribute("aria-checked", String(on));
  button.value = on ? "no" : "yes";
};

const agreed = (answer) => answer.ok && new URL(answer.url).pathname === location.pathname;

const tell = async (form, body) => {
  const answer = await fetch(form.action, { method: "POST", body });
  if (!agreed(answer)) throw new Error("refused");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const plainly = (form, button) => {
  form.dataset.plainly = "yes";
  form.requestSubmit(button);
};

// Parts of the page that say what the switches add up to; they come with the page that the server answers.
const follow = (page) => {
  for (const part of document.querySelectorAll("[data-follows]")) {
    const now = page.getElementById(part.id);
    if (now && now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
  }
  for (const form of document.querySelectorAll("form[data-presets]")) {
    for (const button of form.querySelectorAll("[aria-pressed]")) {
      const now = page.querySelector(`[data-presets="${form.dataset.presets}"] [value="${button.value}"]`);
      if (now) button.setAttribute("aria-pressed", now.getAttribute("aria-pressed"));
    }
  }
};

// Where a preset moved them; one that is on its way to the server is left alone.
const moved = (page) => {
  for (const button of document.querySelectorAll("[role=switch]:not([aria-busy=true])")) {
    const now = page.querySelector(`[role=switch][aria-describedby="${button.getAttribute("aria-describedby")}"]`);
    if (now) show(button, now.getAttribute("aria-checked") === "true");
  }
};

const unfold = (form) => {
  const choosing = form.parentElement.querySelector(":scope > .pieces > details");
  if (choosing) choosing.open = true;
};

const say = (region) => {
  region.textContent = "";
  setTimeout(() => { region.textContent = region.dataset.done; }, 100); // anew, or it would not be read out again
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
    follow(await tell(form, body));
    if (on) unfold(form);
  } catch {
    show(button, !on);
    plainly(form, button);
  } finally {
    button.ariaBusy = "false";
  }
};

const choose = async (event) => {
  const form = event.currentTarget;
  const button = event.submitter;
  if (form.dataset.plainly) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    const page = await tell(form, new URLSearchParams(new FormData(form, button)));
    follow(page);
    moved(page);
    say(document.getElementById(form.dataset.presets));
  } catch {
    plainly(form, button);
  } finally {
    form.ariaBusy = "false";
  }
};

for (const form of document.querySelectorAll("form[data-switch]")) form.addEventListener("submit", move);
for (const form of document.querySelectorAll("form[data-presets]")) form.addEventListener("submit", choose);
