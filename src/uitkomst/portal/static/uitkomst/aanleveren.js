// The upload form shows how far it is, and keeps the chosen file while the outcome of a check
// appears below it. Without this script the same form works as an ordinary form.
const form = document.querySelector("form[data-upload]");
if (form) prepare(form);

function prepare(form) {
  const zone = form.querySelector("[data-drop]");
  const progress = form.querySelector("[data-progress]");
  const file = form.querySelector("input[type=file]");
  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    zone.addEventListener(kind, () => zone.classList.toggle("is-over", over));
  }
  file.addEventListener("change", () => forget());
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.hasAttribute("data-plain")) return; // a download: the page stays as it is
    event.preventDefault();
    send(form, button, progress);
  });
}

// What was found in another file is no longer true of the one that is chosen now.
function forget() {
  for (const region of document.querySelectorAll("[data-uitslag]")) region.replaceChildren();
}

function send(form, button, progress) {
  const request = new XMLHttpRequest();
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  const bar = progress.querySelector("progress");
  const words = progress.querySelector("[data-words]");
  const say = (text) => {
    if (words.textContent !== text) words.textContent = text;
  };
  const buttons = [...document.querySelectorAll("button")].filter((each) => each.form === form);
  const busy = (on) => {
    progress.hidden = !on;
    for (const each of buttons) each.disabled = on;
  };
  const data = new FormData(form, button);
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.max = event.total;
    bar.value = event.loaded;
    say(`Bestand versturen: ${Math.floor((10 * event.loaded) / event.total) * 10} %`);
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    say("Bestand controleren. Dit duurt meestal een paar tellen.");
  });
  request.addEventListener("load", () => arrive(request, form, busy));
  request.addEventListener("error", () => {
    busy(false);
    progress.hidden = false;
    bar.hidden = true;
    say("De verbinding viel weg. Er is niets bewaard. Probeer het opnieuw.");
  });
  bar.hidden = false;
  bar.value = 0;
  say("Bestand versturen");
  busy(true);
  request.open("POST", address);
  request.responseType = "document";
  request.send(data);
}

// Another address: go there. The same address: show its outcome, and keep the chosen file.
function arrive(request, form, busy) {
  const page = request.response;
  const path = (address) => new URL(address, location.href).pathname;
  const outcome = page?.querySelectorAll("[data-uitslag]") ?? [];
  if (!outcome.length || path(request.responseURL) !== path(form.action)) {
    location.assign(request.responseURL);
    return;
  }
  busy(false);
  document.title = page.title;
  for (const region of outcome) {
    region.querySelector("[data-zonder-script]")?.remove();
    document.getElementById(region.id).replaceWith(document.adoptNode(region));
  }
  const told = document.querySelector("[data-uitslag] [tabindex='-1']");
  told?.focus();
  told?.scrollIntoView();
}
