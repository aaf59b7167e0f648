// The page that checks a file without sending it: starts the worker, shows what it finds, and
// keeps the page usable offline. Tells the outcome as an event too ("gecontroleerd"), for whoever
// listens in this page.

import { causesSection, notReadSection, summarySection } from "./page-outcome.js";

const root = document.querySelector("[data-controle]");
const form = root.querySelector("form");
const file = form.querySelector("input[type=file]");
const button = form.querySelector("button[type=submit]");
const status = root.querySelector("[data-status]");
const bar = root.querySelector("progress");
const result = root.querySelector("[data-uitkomst]");
const STEPS = {
  lezen: "We lezen het bestand.",
  herkennen: "We zoeken de koppen.",
  herstellen: "We zetten datums en codes in de goede vorm.",
  regels: "We houden de rijen tegen alle regels.",
  samenvatten: "We tellen wat er gevonden is.",
};

const worker = new Worker(root.dataset.werker);
let started = 0;

worker.onmessage = ({ data }) => ANSWERS[data.soort](data);
worker.onerror = () => broken();
button.disabled = true;
tell("De controle wordt geladen (ongeveer 8 MB, alleen de eerste keer).");
worker.postMessage({ soort: "begin", wasm: root.dataset.wasm, pakket: root.dataset.pakket });

const ANSWERS = {
  klaar: () => {
    button.disabled = false;
    root.dataset.klaar = "ja";
    tell("De controle is geladen. Vanaf nu hebt u geen internet meer nodig.");
  },
  voortgang: ({ stap }) => {
    bar.value = Object.keys(STEPS).indexOf(stap);
    tell(STEPS[stap]);
  },
  uitkomst: ({ uitkomst }) => show([
    summarySection(uitkomst, root.dataset.regelboek),
    causesSection(uitkomst, () => worker.postMessage({ soort: "csv" })),
  ], { uitkomst }),
  weigering: ({ reden, melding }) => show([notReadSection(melding, root.dataset.aanleveren)], {
    weigering: { reden, melding },
  }),
  csv: ({ tekst }) => download(tekst),
  fout: ({ fout }) => broken(fout),
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [chosen] = file.files;
  if (!chosen) {
    tell("Kies eerst een bestand.");
    file.focus();
    return;
  }
  busy(true);
  result.replaceChildren();
  started = performance.now();
  const bytes = await chosen.arrayBuffer();
  const periode = form.elements.periode.value || null;
  worker.postMessage({ soort: "controleer", naam: chosen.name, periode, bytes }, [bytes]);
});

// Another file or period: what is shown is no longer about what is chosen.
form.addEventListener("change", () => {
  result.replaceChildren();
  if (root.dataset.klaar) worker.postMessage({ soort: "vergeet" });
});

function show(sections, detail) {
  const seconds = (performance.now() - started) / 1000;
  busy(false);
  tell(`Klaar in ${seconds.toLocaleString("nl-NL", { maximumFractionDigits: 1 })} seconden, op deze computer.`);
  result.replaceChildren(...sections);
  result.focus();
  root.dispatchEvent(new CustomEvent("gecontroleerd", { detail, bubbles: true }));
}

function busy(on) {
  button.disabled = on;
  bar.hidden = !on;
  bar.value = 0;
}

function tell(sentence) {
  status.textContent = sentence;
}

function broken(kind) {
  busy(false);
  if (!root.dataset.klaar) button.disabled = true;
  tell(
    "De controle kan in deze browser niet draaien. Werk de browser bij, of laat het bestand door " +
      `het portaal controleren.${kind ? ` (${kind})` : ""}`,
  );
  root.dispatchEvent(new CustomEvent("gecontroleerd", { detail: { fout: kind ?? "" }, bubbles: true }));
}

function download(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = "bevindingen.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Without https (but for this computer itself) a browser has no service worker: the page then
// works as long as it is open, and is not kept.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker
    .register(root.dataset.bewaarder, { scope: root.dataset.pagina })
    .then(() => navigator.serviceWorker.ready)
    .then(() => {
      root.querySelector("[data-bewaard]").hidden = false;
      root.dataset.bewaard = "ja";
    })
    .catch(() => {});
}
