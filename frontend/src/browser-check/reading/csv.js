// Text with separators, read as Python's csv module does on the server: the same records, and the
// physical line on which each begins.

import { Refusal, tooLarge } from "../refusals.js";
import { resemblance } from "./choose-sheet.js";
import { CsvError, parse } from "./csv-records.js";
import { RowBuilder } from "./rows.js";

const SEP_LINE = /^"?sep=([^\p{L}\p{N}_"\r\n])"?[ ;,\t]*(\r\n|\r|\n|$)/iu;
const SAMPLE_ROWS = 50;
const SAMPLE_CHARACTERS = 200_000;
const TELLING = 4; // so many separators in one line of text are no punctuation
const HEADING_WEIGHT = 10; // one known heading says more than many columns

/** All rows of a text file with separators. Throws a Refusal. */
export function readCsv(source, pakket) {
  const named = SEP_LINE.exec(source.text);
  const separator = named ? named[1] : guessSeparator(source.text, pakket);
  const reader = new Rows(separator, pakket);
  reader.read(source.text, named ? 1 : 0);
  const shown = pakket.lezen.scheidingstekens[separator] ?? `'${separator}'`;
  const told = `Scheidingsteken: ${shown}${named ? ", volgens de regel sep=." : "."}`;
  return {
    kind: "csv",
    rows: reader.rows.finish(),
    notes: [...source.notes, told, ...reader.notes()],
    dates1904: false,
    extensions: [],
  };
}

/** The separator that gives the most even table, known headings counting most. */
function guessSeparator(text, pakket) {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  let [best, most] = [null, -1];
  for (const separator of Object.keys(pakket.lezen.scheidingstekens)) {
    const score = scoreOf(sample, separator, pakket);
    if (score > most) [best, most] = [separator, score];
  }
  return best;
}

function scoreOf(sample, separator, pakket) {
  const rows = [];
  let seen = 0;
  try {
    parse(sample, separator, { strict: false, limit: pakket.grenzen.cell_characters }, (row) => {
      if (row.length) rows.push(row);
      return ++seen < SAMPLE_ROWS;
    });
  } catch (error) {
    if (error instanceof CsvError) return 0;
    throw error;
  }
  const widths = counted(rows.map((row) => row.length));
  let [width, times, most] = [1, 0, -1];
  for (const [wide, often] of widths) {
    const weight = wide > 1 ? often : 0;
    if (weight > most) [width, times, most] = [wide, often, weight];
  }
  const evenness = ((width - 1) * times) / Math.max(rows.length, 1);
  return evenness + HEADING_WEIGHT * (width > 1 ? resemblance(rows.slice(0, 20), pakket) : 0);
}

const counted = (items) => {
  const counts = new Map();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

/** Reads the records and remembers which are shorter or longer than the others. */
class Rows {
  constructor(separator, pakket) {
    this.limits = pakket.grenzen;
    this.rows = new RowBuilder(pakket.grenzen, pakket.herkennen.gezocht);
    this.separator = separator;
    this.widths = new Map();
    this.firstLine = new Map();
    this.widest = 0;
  }

  read(text, skip) {
    let last = 0;
    const options = { strict: true, limit: this.limits.cell_characters };
    try {
      parse(text, this.separator, options, (row, lineNumber) => {
        const line = last + 1;
        last = lineNumber;
        if (line <= skip || !row.length) return true;
        if (last > line) this.#checkSwallowed(row, line);
        this.widths.set(row.length, (this.widths.get(row.length) ?? 0) + 1);
        if (!this.firstLine.has(row.length)) this.firstLine.set(row.length, line);
        this.widest = Math.max(this.widest, row.length);
        this.rows.add(line, row);
        return true;
      });
    } catch (error) {
      if (error instanceof CsvError) throw this.#refusal(error.message, last + 1);
      throw error;
    }
  }

  /** Rows of another width than most, which may have lost or gained a separator. */
  notes() {
    if (this.widths.size < 2) return [];
    let [usual, most] = [0, 0];
    for (const [width, times] of this.widths) if (times > most) [usual, most] = [width, times];
    let [odd, first] = [0, Infinity];
    for (const [width, times] of this.widths) {
      if (width === usual) continue;
      odd += times;
      first = Math.min(first, this.firstLine.get(width));
    }
    return [
      `${odd} regel(s) hebben meer of minder dan ${usual} kolommen; de eerste is regel ${first}.`,
    ];
  }

  // A quote left open swallows rows up to the next quote: a cell then holds whole rows.
  #checkSwallowed(row, line) {
    const least = (this.widths.size ? this.widest : row.length) - 1;
    if (least < TELLING) return;
    for (const cell of row) {
      const inner = cell.split(/\r\n|\r|\n/).slice(1);
      if (inner.some((part) => part.split(this.separator).length - 1 >= least)) throw openQuote(line);
    }
  }

  #refusal(error, line) {
    if (error !== "too long") return openQuote(line);
    return tooLarge(
      "cel_te_lang",
      `Vanaf regel ${line} staat een veld van meer dan ${this.limits.cell_characters} tekens, ` +
        "of een aanhalingsteken dat niet wordt gesloten.",
    );
  }
}

const openQuote = (line) =>
  new Refusal(
    "aanhalingsteken",
    `In het record dat op regel ${line} begint staat een aanhalingsteken (") dat niet wordt ` +
      "gesloten, of dat midden in een veld sluit. Alles erna zou in één cel terechtkomen. " +
      "Herstel die regel en lever het bestand opnieuw in.",
  );
