// Which row holds the headings, which layout the file has, and which column is which field.

import { normaliseerKop, shown } from "./headings.js";
import { columnLetters, isBlank } from "./reading/characters.js";
import { noHeadings, Refusal, soRead } from "./refusals.js";

/**
 * Say which column is which field: `{soort, indeling, koprij, kop, kolommen, extensions, notes}`;
 * `kop` are the cells of the heading row, `extensions` what comes along and is not checked here. Throws a Refusal for columns that are missing or come twice.
 */
export function recognise(table, pakket) {
  const words = pakket.herkennen;
  const { koprij, cells, headings } = headingRow(table, words);
  if (!koprij) throw noHeadings(table.notes);
  if (table.rows.numbers[table.rows.length - 1] === koprij) {
    throw new Refusal(
      "alleen_kop",
      `Het bestand heeft koppen in rij ${koprij}, maar geen gegevens daaronder. ` +
        "Controleer of de export is gelukt en lever het bestand opnieuw aan.",
    );
  }
  const soort = headings.some(({ kop }) => words.indelingen.lang.koppen[kop] === "informant")
    ? "lang"
    : "breed";
  const layout = words.indelingen[soort];
  const named = headings.filter(({ kop }) => Object.hasOwn(layout.koppen, kop));
  refuseDoubled(named, layout, table.kind, words);
  const kolommen = new Map(named.map(({ kop, number }) => [layout.koppen[kop], number]));
  refuseMissing(kolommen, headings, table.notes, layout, words);
  const others = headings.filter(({ kop }) => !Object.hasOwn(layout.koppen, kop));
  const unread = others.filter(({ kop }) => !isMeasurement(kop, words));
  const extensions = new Set(table.extensions);
  if (unread.length < others.length) extensions.add("metingen");
  const notes = [...notesOn(unread, words), ...nameless(table, koprij, headings, words)];
  return { soort, indeling: layout.naam, koprij, kop: cells, kolommen, extensions, notes };
}

// A heading such as "meting 2 instrument".
function isMeasurement(kop, words) {
  const found = /^meting[1-9]?(.+)$/.exec(kop);
  return found !== null && words.metingen.includes(found[1]);
}

// The first row with the most known headings.
function headingRow(table, words) {
  const known = { ...words.indelingen.lang.koppen, ...words.indelingen.breed.koppen };
  let best = {};
  let most = words.minst - 1;
  for (const { rij, cells } of table.rows.first) {
    const headings = headingsOf(cells);
    const fields = new Set(headings.map(({ kop }) => Object.hasOwn(known, kop) && known[kop]));
    fields.delete(false);
    if (fields.size > most) {
      best = { koprij: rij, cells, headings };
      most = fields.size;
    }
  }
  return best;
}

const headingsOf = (cells) =>
  cells
    .map((text, at) => ({ number: at + 1, text, kop: isBlank(text) ? null : normaliseerKop(text) }))
    .filter(({ kop }) => kop !== null);

function refuseDoubled(named, layout, kind, words) {
  const byField = new Map();
  for (const heading of named) {
    const veld = layout.koppen[heading.kop];
    byField.set(veld, [...(byField.get(veld) ?? []), heading]);
  }
  for (const [veld, same] of byField) {
    if (same.length < 2) continue;
    const names = same.map((h) => `'${shown(h.text, words)}' (${placeOf(h.number, kind)})`);
    throw new Refusal(
      "kolom_dubbel",
      `Meer dan één kolom betekent ${words.titels[veld]}: ${names.join(", ")}. ` +
        "Houd er één over en lever het bestand opnieuw aan.",
    );
  }
}

function refuseMissing(kolommen, headings, notes, layout, words) {
  const stands = (naam) =>
    Object.entries(words.in_plaats_van).some(([own, other]) => other === naam && kolommen.has(own));
  const needed = layout.velden.filter(
    (naam) => !kolommen.has(naam) && words.kolom_verplicht.includes(naam) && !stands(naam),
  );
  if (!needed.length) return;
  const found = new Set(headings.map(({ kop }) => kop));
  const other = words.andere_exports.find(([, koppen]) => koppen.some((kop) => found.has(kop)));
  const titles = needed.map((naam) => words.titels[naam]).join(", ");
  throw new Refusal(
    "kolommen_ontbreken",
    (other ? `Dit lijkt een bestand met ${other[0]}, geen aanlevering jeugdhulp. ` : "") +
      `Deze kolommen ontbreken: ${titles}. ` +
      `Gevonden: ${listed(headings.map(({ text }) => shown(text, words)), words)}.` +
      (other
        ? ""
        : " Voeg de kolommen toe, of geef ze een naam die wij kennen, en lever opnieuw aan.") +
      soRead(notes),
  );
}

function notesOn(unread, words) {
  const notes = [];
  if (unread.some(({ kop }) => kop === words.perspectief)) {
    notes.push(
      "De kolom perspectief bestaat sinds 2019 niet meer in het protocol en is niet gelezen.",
    );
  }
  const extra = unread.filter(({ kop }) => kop !== words.perspectief);
  if (extra.length) {
    const names = extra.map(({ text }) => shown(text, words)).join(", ");
    notes.push(`Niet gelezen, want geen veld van deze aanlevering: ${names}.`);
  }
  return notes;
}

// A note on columns that hold something under the headings, but have none. (What stands above the
// headings is in the first rows.)
function nameless(table, koprij, headings, words) {
  const named = new Set(headings.map(({ number }) => number));
  const above = table.rows.first.filter(({ rij }) => rij <= koprij);
  const places = table.rows.columns
    .map((column, at) => ({ number: at + 1, filled: column.filled }))
    .filter(({ number, filled }) => !named.has(number) && filled > filledAbove(above, number))
    .map(({ number }) => placeOf(number, table.kind));
  return places.length
    ? [`Niet gelezen, want er staat geen kop boven: ${listed(places, words)}.`]
    : [];
}

const filledAbove = (rows, number) => rows.filter(({ cells }) => cells[number - 1]).length;

/** Column `number` as a user of this kind of file finds it: by letter in a sheet. */
export const placeOf = (number, kind) =>
  `kolom ${kind === "csv" ? number : columnLetters(number)}`;

function listed(names, words) {
  const more = names.length - words.meeste_koppen;
  return names.slice(0, words.meeste_koppen).join(", ") + (more > 0 ? ` en nog ${more}` : "");
}
