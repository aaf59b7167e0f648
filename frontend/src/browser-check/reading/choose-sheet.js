// Which sheet of a workbook holds the delivery.

import { normaliseerKop, shownSheet } from "../headings.js";
import { noRows } from "../refusals.js";

/** The largest number of known headings in any one row. */
export function resemblance(rows, pakket) {
  const known = knownHeadings(pakket);
  let most = 0;
  for (const row of rows) {
    const found = new Set(row.filter(Boolean).map(normaliseerKop).filter((kop) => known.has(kop)));
    most = Math.max(most, found.size);
  }
  return most;
}

let headings;
const knownHeadings = (pakket) => (headings ??= new Set(pakket.lezen.bekende_koppen));

/** What this sheet adds to a delivery, by its name; null for any other sheet. */
export function extensionOf(sheet, pakket) {
  const naam = sheet.naam.trim().toLowerCase();
  return sheet.visible && Object.hasOwn(pakket.herkennen.aanvullingen, naam) ? naam : null;
}

/**
 * The visible sheet with at least two filled rows that looks most like a delivery, and beside it
 * the other visible sheets that look like one. Throws a Refusal where there is none.
 */
export function choose(sheets, peek, pakket) {
  const visible = sheets.filter((sheet) => sheet.visible);
  const own = visible.filter((sheet) => !extensionOf(sheet, pakket));
  const candidates = own.length ? own : visible;
  if (sheets.length === visible.length && candidates.length === 1) {
    return { chosen: candidates[0], alike: [] };
  }
  const filled = candidates
    .map((sheet) => ({ sheet, rows: peek(sheet) }))
    .filter(({ rows }) => rows.length > 1);
  if (!filled.length) {
    const hidden = sheets.length - visible.length;
    const unseen = hidden ? ` Verborgen werkbladen (${hidden}) zijn niet gelezen.` : "";
    throw noRows(`Geen zichtbaar werkblad heeft meer dan één gevulde rij.${unseen}`);
  }
  const scores = filled.map(({ sheet, rows }) => ({ sheet, score: resemblance(rows, pakket) }));
  const best = scores.reduce((most, each) => (each.score > most.score ? each : most));
  const alike = scores.filter((each) => each !== best && each.score >= pakket.lezen.gelijkend);
  return { chosen: best.sheet, alike: alike.map(({ sheet }) => sheet) };
}

/** The sheet's name, or its number where the name could point at a person. */
export const shownName = (sheets, sheet, pakket) =>
  shownSheet(sheet.naam, pakket.herkennen) ?? `werkblad ${sheets.indexOf(sheet) + 1}`;

/** What the sender must know about the choice. */
export function notesOn(sheets, chosen, alike, pakket) {
  const naam = (sheet) => shownName(sheets, sheet, pakket);
  const added = sheets.filter((sheet) => sheet !== chosen && extensionOf(sheet, pakket));
  const others = sheets.filter((sheet) => sheet !== chosen && !added.includes(sheet));
  if (!others.length) return [];
  const names = others
    .slice(0, 10)
    .map((sheet) => `'${naam(sheet)}'${sheet.visible ? "" : " (verborgen)"}`)
    .join(", ");
  const more = others.length > 10 ? ` en nog ${others.length - 10}` : "";
  const notes = [`Werkblad '${naam(chosen)}' gelezen; overgeslagen: ${names}${more}.`];
  if (alike.length) {
    notes.push(
      `Let op: ook '${naam(alike[0])}' lijkt een aanlevering. Horen die records erbij, zet dan ` +
        "alle records op één werkblad en lever het bestand opnieuw in.",
    );
  }
  return notes;
}
