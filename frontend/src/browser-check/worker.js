// Beside the page: reads and checks, so that the page stays alive. Keeps one database for all files.

import { check, forget } from "./check.js";
import { openDatabase } from "./database.js";
import { findingsCsv } from "./findings-csv.js";
import { Refusal, useSentences } from "./refusals.js";

let ready;
let last = null;

self.onmessage = async ({ data }) => {
  try {
    await answer(data);
  } catch (error) {
    // What the database itself says can hold a value from a cell: only the kind of error is told.
    self.postMessage({ soort: "fout", fout: error?.name ?? "Error" });
  }
};

async function answer(vraag) {
  if (vraag.soort === "begin") {
    ready = begin(vraag);
    await ready;
    self.postMessage({ soort: "klaar" });
    return;
  }
  const { database, pakket } = await ready;
  if (vraag.soort === "csv") {
    self.postMessage({ soort: "csv", tekst: findingsCsv(last, database) });
  } else if (vraag.soort === "controleer") {
    checked(vraag, database, pakket);
  } else if (vraag.soort === "vergeet") {
    last = null;
    forget(database);
  }
}

async function begin({ wasm, pakket: address }) {
  const [database, pakket] = await Promise.all([
    openDatabase(wasm),
    fetch(address).then((response) => response.json()),
  ]);
  useSentences(pakket.weigeringen);
  return { database, pakket };
}

function checked(vraag, database, pakket) {
  const progress = (stap) => self.postMessage({ soort: "voortgang", stap });
  try {
    last = check(new Uint8Array(vraag.bytes), vraag, database, pakket, progress);
    self.postMessage({ soort: "uitkomst", uitkomst: last });
  } catch (error) {
    last = null;
    if (!(error instanceof Refusal)) throw error;
    self.postMessage({ soort: "weigering", reden: error.reden, melding: error.melding });
  }
}
