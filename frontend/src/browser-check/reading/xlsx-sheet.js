// One sheet of an .xlsx workbook, from its XML to rows of text with their true place.

import { broken } from "../refusals.js";
import { columnLetters, isBlank, longerThan, SPACES } from "./characters.js";
import { dateText, numberOf, numberText } from "./excel-values.js";
import { RowBuilder, tooLong, tooWide } from "./rows.js";
import { Enough, walk } from "./xml.js";

const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;
const ESCAPE = /_x(0009|000A|000D|005F)_/gi;

/** The text as Excel shows it: characters that XML cannot hold are written as _x000D_. */
export const unescape = (text) =>
  text.includes("_x") ? text.replace(ESCAPE, (_, code) => String.fromCharCode(parseInt(code, 16))) : text;

function columnNumber(letters) {
  if (!/^[A-Z]{1,3}$/.test(letters)) return 0;
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number <= LAST_COLUMN ? number : 0;
}

/** Reads one sheet; afterwards `rows` holds all of it, or `seen` its first filled rows. */
export class SheetReader {
  constructor({ strings, dates, dates1904 }, pakket) {
    this.limits = pakket.grenzen;
    this.rows = new RowBuilder(pakket.grenzen, pakket.herkennen.gezocht);
    this.seen = [];
    this.strings = strings;
    this.dates = dates;
    this.dates1904 = dates1904;
    this.row = 0;
    this.rowText = "";
    this.cells = [];
    this.column = 0;
    this.inRow = this.inCell = this.collect = this.phonetic = this.formula = false;
    this.uncached = "";
    this.uncachedCount = this.hiddenRows = this.hiddenColumns = 0;
    this.columns = new Map();
  }

  /** Read the sheet; with `stopAfter` only so many filled rows, kept in `seen`. */
  read(chunks, stopAfter) {
    this.stopAfter = stopAfter;
    walk(chunks, this.limits, {
      start: (name, attributes) => this.#start(name, attributes),
      end: (name) => this.#end(name),
      text: (text) => this.#text(text),
    });
    return this;
  }

  /** What the sender must know about this sheet. */
  notes() {
    const notes = [];
    if (this.uncachedCount) {
      notes.push(
        `${this.uncachedCount} formule(s) hebben geen berekende waarde en zijn als leeg gelezen; de ` +
          `eerste staat in cel ${this.uncached}. Open het bestand in het programma waarmee u het ` +
          "maakte, sla het op en lever het opnieuw in.",
      );
    }
    if (this.hiddenRows) notes.push(`${this.hiddenRows} verborgen rij(en) zijn meegelezen.`);
    if (this.hiddenColumns) notes.push("Verborgen kolommen zijn meegelezen.");
    return notes;
  }

  #start(name, attributes) {
    switch (name) {
      case "c":
        return this.#startCell(attributes);
      case "v":
      case "t":
        this.collect = this.inCell && !this.phonetic;
        return;
      case "row":
        return this.#startRow(attributes);
      case "f":
        this.formula = true;
        return;
      case "rPh":
        this.phonetic = true;
        return;
      case "col":
        this.hiddenColumns += isTrue(attributes.hidden);
    }
  }

  #end(name) {
    switch (name) {
      case "c":
        return this.#endCell();
      case "v":
      case "t":
        this.collect = false;
        return;
      case "row":
        return this.#endRow();
      case "rPh":
        this.phonetic = false;
    }
  }

  #text(text) {
    if (!this.collect) return;
    this.raw += text;
    if (longerThan(this.raw, this.limits.cell_characters)) {
      throw tooLong(this.row, this.column, this.limits);
    }
  }

  #startRow(attributes) {
    const text = attributes.r || String(this.row + 1);
    const row = /^[0-9]{1,7}$/.test(text) ? Number(text) : 0;
    if (this.inRow || row <= this.row || row > LAST_ROW) {
      throw broken(`Na rij ${this.row} volgt een rij met een onmogelijk of dubbel nummer.`);
    }
    this.row = row;
    this.rowText = text;
    this.column = 0;
    this.cells = [];
    this.inRow = true;
    this.hiddenRows += isTrue(attributes.hidden);
  }

  #endRow() {
    this.inRow = false;
    if (this.stopAfter === undefined) {
      this.rows.add(this.row, this.cells);
    } else if (!this.cells.every(isBlank)) {
      this.seen.push(this.cells);
      if (this.seen.length >= this.stopAfter) throw new Enough();
    }
  }

  #startCell(attributes) {
    const column = attributes.r === undefined ? this.column + 1 : this.#columnOf(attributes.r);
    if (!this.inRow || this.inCell || column <= this.column) {
      throw broken(`In rij ${this.row} staat een cel met een onmogelijke of dubbele plaats.`);
    }
    this.column = column;
    this.kind = attributes.t ?? "n";
    this.style = attributes.s;
    this.raw = "";
    this.formula = false;
    this.inCell = true;
  }

  #columnOf(reference) {
    const letters = reference.replace(/[0-9]+$/, "");
    if (reference.slice(letters.length) !== this.rowText) return 0;
    let column = this.columns.get(letters);
    if (column === undefined) this.columns.set(letters, (column = columnNumber(letters)));
    return column;
  }

  #endCell() {
    this.inCell = false;
    const value = this.#value(this.raw);
    if (value === null) {
      if (this.formula && this.kind !== "str") {
        this.uncachedCount += 1;
        this.uncached ||= this.#reference();
      }
      return;
    }
    if (this.column > this.limits.columns) {
      if (!SPACES.test(value)) throw tooWide(this.row, this.column, this.limits);
      return;
    }
    while (this.cells.length < this.column - 1) this.cells.push(null);
    this.cells.push(value);
  }

  #value(raw) {
    if (!raw) return null;
    switch (this.kind) {
      case "s":
        return this.#shared(raw);
      case "n":
        return this.#number(raw);
      case "b":
        return ["1", "true"].includes(raw.trim()) ? "WAAR" : "ONWAAR";
      case "d":
        return raw.replace("T", " ");
      default:
        return unescape(raw); // "str", "inlineStr", "e"
    }
  }

  #shared(raw) {
    if (!/^[0-9]{1,9}$/.test(raw) || Number(raw) >= this.strings.length) {
      throw broken(`Cel ${this.#reference()} verwijst naar een tekst die er niet is.`);
    }
    return this.strings[Number(raw)] || null;
  }

  #number(raw) {
    const isDate = this.dates.has(this.style);
    if (!isDate && /^[0-9]+$/.test(raw)) return raw;
    const value = numberOf(raw);
    if (value === undefined) {
      throw broken(`Cel ${this.#reference()} is een getal dat geen getal is.`);
    }
    return isDate ? dateText(value, this.dates1904) : numberText(value);
  }

  #reference() {
    return `${columnLetters(this.column)}${this.row}`;
  }
}

const isTrue = (attribute) => (attribute === "1" || attribute === "true" ? 1 : 0);
