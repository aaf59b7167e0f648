// The findings as csv for a Dutch spreadsheet program, made in the page: one line per place, with
// what stands there. A text that would start a formula gets an apostrophe in front.

import { placesOf } from "./check.js";

const COLUMNS = ["rij", "cel", "veld", "waarde", "ernst", "regel", "melding", "wat u kunt doen"];
const FORMULA = /^[\s\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** All places of all causes, as the text of a csv file. */
export function findingsCsv(outcome, database) {
  const lines = [COLUMNS.join(";")];
  for (const cause of outcome.oorzaken) {
    for (const { rij, waarde } of placed(cause, database)) {
      const cel = rij && cause.letters ? `${cause.letters}${rij}` : "";
      const cells = [
        rij, cel, cause.titel, waarde, cause.ernst, cause.regel, cause.melding, cause.remedie,
      ];
      lines.push(cells.map(written).join(";"));
    }
  }
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

function placed(cause, database) {
  if (!cause.tabel) return [{ rij: "", waarde: "" }];
  if (!cause.nummer) return placesOf(cause, database).map((rij) => ({ rij, waarde: "" }));
  return database.rows(
    `select ruw.rij as rij, ruw.k${cause.nummer} as waarde
     from (select rij from ${cause.tabel} where ${cause.waar}) plaats join ruw on ruw.rij = plaats.rij
     order by ruw.rij`,
  );
}

/** One cell: never a formula, always a whole cell. */
export function written(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[;"\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
