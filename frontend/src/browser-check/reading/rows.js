// Gathers rows in the order of the file as columns of UTF-8, ready for the database; drops blank
// rows and refuses what is over a limit. Keeps the server's words for it.

import { tooLarge } from "../refusals.js";
import { columnLetters, isBlank, longerThan } from "./characters.js";

const BATCH = 8192;
const ENCODER = new TextEncoder();

/** One column of text: the bytes of all cells after each other, and where each ends. */
class TextColumn {
  constructor() {
    this.bytes = new Uint8Array(1024);
    this.used = 0;
    this.offsets = new Int32Array(1024);
    this.valid = new Uint8Array(128);
    this.length = 0;
    this.filled = 0;
  }

  add(text) {
    const row = this.length++;
    if (row + 2 > this.offsets.length) {
      this.offsets = larger(this.offsets, row + 2);
      this.valid = larger(this.valid, (row + 8) >> 3);
    }
    if (text !== null) {
      this.#write(text);
      this.valid[row >> 3] |= 1 << (row & 7);
      this.filled += 1;
    }
    this.offsets[row + 1] = this.used;
  }

  #write(text) {
    if (this.used + text.length * 3 > this.bytes.length) {
      this.bytes = larger(this.bytes, this.used + text.length * 3);
    }
    const start = this.used;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) {
        this.used = start + ENCODER.encodeInto(text, this.bytes.subarray(start)).written;
        return;
      }
      this.bytes[this.used++] = code;
    }
  }
}

function larger(array, least) {
  const grown = new array.constructor(Math.max(array.length * 2, least));
  grown.set(array);
  return grown;
}

/** All non-empty rows of a file: `numbers` in the sender's file, `columns` k1 … kN. */
export class RowBuilder {
  constructor(limits, kept) {
    this.limits = limits;
    this.numbers = new Int32Array(1024);
    this.length = 0;
    this.columns = [];
    this.first = []; // the first `kept` rows, to look for headings in
    this.kept = kept;
    this.width = 0;
  }

  /** Take over one row; `cells` may be shorter than other rows. */
  add(rij, given) {
    if (given.every(isBlank)) return;
    const cells = given.length > this.limits.columns ? this.#withinColumns(rij, given) : given;
    if (this.length >= this.limits.rows) {
      throw tooLarge("te_veel_rijen", `Het bestand heeft meer dan ${this.limits.rows} gevulde rijen.`);
    }
    if (this.length >= this.numbers.length) this.numbers = larger(this.numbers, this.length + 1);
    this.numbers[this.length] = rij;
    this.#addCells(rij, cells);
    this.length += 1;
    if (this.length % BATCH === 0) this.#count();
  }

  /** No more rows follow: every column gets the length of the table, empty ones at the end go. */
  finish() {
    this.#count();
    while (this.columns.length && !this.columns.at(-1).filled) this.columns.pop();
    for (const column of this.columns) while (column.length < this.length) column.add(null);
    return this;
  }

  #addCells(rij, cells) {
    const texts = cells.map((cell) => (isBlank(cell) ? null : cell));
    for (let at = 0; at < texts.length; at += 1) {
      const text = texts[at];
      if (text === null && at >= this.columns.length) continue;
      while (at >= this.columns.length) this.columns.push(new TextColumn());
      const column = this.columns[at];
      while (column.length < this.length) column.add(null);
      if (text !== null) {
        if (longerThan(text, this.limits.cell_characters)) throw tooLong(rij, at + 1, this.limits);
        this.width = Math.max(this.width, at + 1);
      }
      column.add(text);
    }
    if (this.first.length < this.kept) this.first.push({ rij, cells: texts });
  }

  #withinColumns(rij, cells) {
    const beyond = cells.findIndex((cell, at) => at >= this.limits.columns && !isBlank(cell));
    if (beyond >= 0) throw tooWide(rij, beyond + 1, this.limits);
    return cells.slice(0, this.limits.columns);
  }

  #count() {
    if (this.width * this.length > this.limits.cells) {
      throw tooLarge("te_veel_cellen", `Het bestand heeft meer dan ${this.limits.cells} cellen.`);
    }
  }
}

/** The refusal of a value further to the right than any delivery reaches. */
export const tooWide = (rij, column, limits) =>
  tooLarge(
    "te_breed",
    `In rij ${rij} staat iets in kolom ${columnLetters(column)} (de ${column}e); ` +
      `wij lezen tot en met kolom ${columnLetters(limits.columns)}.`,
  );

/** The refusal of a text longer than any cell of a spreadsheet. */
export const tooLong = (rij, column, limits) =>
  tooLarge(
    "cel_te_lang",
    `Rij ${rij}, kolom ${column}, bevat een tekst van meer dan ${limits.cell_characters} tekens.`,
  );
