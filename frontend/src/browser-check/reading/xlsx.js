// An .xlsx workbook: which parts it has, which of them may not be there, and what its cells mean.

import { broken, macro, otherKind, tooLarge } from "../refusals.js";
import { longerThan } from "./characters.js";
import { choose, extensionOf, notesOn } from "./choose-sheet.js";
import { showsADate } from "./excel-values.js";
import { SheetReader, unescape } from "./xlsx-sheet.js";
import { forbidDoctype, walk } from "./xml.js";

const ACTIVE = [
  [/vbaproject|vbadata/i, "een macro"],
  [/(^|\/)(intl)?macrosheets\//i, "een macroblad"],
  [/(^|\/)dialogsheets\//i, "een dialoogblad"],
  [/(^|\/)activex\//i, "een ActiveX-onderdeel"],
  [/(^|\/)embeddings\/|oleobject/i, "een ingesloten object"],
];
const XML = /\.(xml|rels|vml)$/i;
const WORKBOOK = /spreadsheetml\.(sheet|template)\.main\+xml$/;

/** The sheet of the workbook that holds the delivery. Throws a Refusal. */
export function readXlsx(archive, pakket) {
  refuseActiveParts(archive);
  const book = workbook(archive, mainPart(archive));
  const known = {
    strings: sharedStrings(archive, book.strings, pakket.grenzen),
    dates: dateStyles(archive, book.styles, pakket),
    dates1904: book.dates1904,
  };
  const reader = (sheet, stopAfter) =>
    new SheetReader(known, pakket).read(archive.chunks(sheet.place), stopAfter);
  const peek = (sheet) => reader(sheet, pakket.lezen.bekeken).seen;
  const { chosen, alike } = choose(book.sheets, peek, pakket);
  const result = reader(chosen);
  for (const name of archive.names) {
    const read = name === chosen.place || name === book.strings;
    if (XML.test(name) && !read) forbidDoctype(archive.chunks(name), pakket.grenzen);
  }
  return {
    kind: "xlsx",
    rows: result.rows.finish(),
    notes: [...notesOn(book.sheets, chosen, alike, pakket), ...result.notes()],
    dates1904: book.dates1904,
    extensions: book.sheets
      .filter((sheet) => sheet !== chosen)
      .map((sheet) => extensionOf(sheet, pakket))
      .filter(Boolean),
  };
}

function refuseActiveParts(archive) {
  for (const name of archive.names) {
    for (const [pattern, what] of ACTIVE) if (pattern.test(name)) throw macro(what);
  }
}

// The name of the workbook part, whose declared type says what kind of file this is.
function mainPart(archive) {
  const kinds = new Map();
  walk(archive.chunks("[Content_Types].xml"), archive.limits, {
    start: (name, attributes) => {
      if (name !== "Override" && name !== "Default") return;
      const key = attributes.PartName ?? `.${attributes.Extension ?? ""}`;
      kinds.set(key.replace(/^\/+/, "").toLowerCase(), attributes.ContentType ?? "");
    },
  });
  for (const kind of kinds.values()) {
    if (/macroenabled/i.test(kind) && !/binary/i.test(kind)) {
      throw macro("een macro (het is een .xlsm-werkmap)");
    }
  }
  for (const { target, kind } of relations(archive, "").values()) {
    if (kind !== "officeDocument") continue;
    refuseOtherDocuments(target, kinds.get(target.toLowerCase()) ?? kinds.get(".xml") ?? "");
    return target;
  }
  throw broken("Het hoofdonderdeel van de werkmap ontbreekt.");
}

function refuseOtherDocuments(target, kind) {
  if (WORKBOOK.test(kind)) return;
  if (kind.includes("ms-excel") || target.endsWith(".bin")) {
    throw otherKind("een binaire Excel-werkmap (.xlsb)");
  }
  if (kind.includes("wordprocessingml")) throw otherKind("een Word-document");
  if (kind.includes("presentationml")) throw otherKind("een PowerPoint-presentatie");
  throw broken("Het hoofdonderdeel is geen Excel-werkmap.");
}

// From the id of a relation of `part` to its target part and the last word of its type.
function relations(archive, part) {
  const cut = part.lastIndexOf("/") + 1;
  const [folder, name] = [part.slice(0, cut), part.slice(cut)];
  const found = new Map();
  walk(archive.chunks(`${folder}_rels/${name}.rels`), archive.limits, {
    start: (element, attributes) => {
      if (element !== "Relationship" || attributes.TargetMode === "External") return;
      const kind = (attributes.Type ?? "").split("/").at(-1);
      found.set(attributes.Id ?? "", { target: joined(folder, attributes.Target ?? ""), kind });
    },
  });
  return found;
}

function joined(folder, target) {
  const path = [];
  for (const step of (target.startsWith("/") ? target : folder + target).split("/")) {
    if (step === "..") path.pop();
    else if (step && step !== ".") path.push(step);
  }
  return path.join("/");
}

function workbook(archive, main) {
  const related = relations(archive, main);
  const most = archive.limits.zip_parts;
  const sheets = [];
  let date1904 = "0";
  walk(archive.chunks(main), archive.limits, {
    start: (name, attributes) => {
      if (name === "workbookPr") date1904 = attributes.date1904 ?? date1904;
      if (name !== "sheet") return;
      const id = Object.keys(attributes).find((key) => key.slice(key.indexOf(":") + 1) === "id");
      const { target = "", kind = "" } = related.get(attributes[id] ?? "") ?? {};
      if (kind.toLowerCase().endsWith("macrosheet")) throw macro("een macroblad");
      if (kind !== "worksheet") return;
      if (sheets.length >= most) {
        throw tooLarge("te_veel_bladen", `De werkmap heeft meer dan ${most} werkbladen.`);
      }
      const visible = (attributes.state ?? "visible") === "visible";
      sheets.push({ naam: attributes.name ?? "", visible, place: target });
    },
  });
  if (!sheets.length) throw broken("De werkmap heeft geen enkel werkblad.");
  const placeOf = (wanted) => [...related.values()].findLast(({ kind }) => kind === wanted)?.target;
  return {
    sheets,
    dates1904: ["1", "true", "on"].includes(date1904.toLowerCase()),
    strings: placeOf("sharedStrings"),
    styles: placeOf("styles"),
  };
}

// The numbers of the cell styles (attribute `s`) that show a number as a date.
function dateStyles(archive, part, pakket) {
  const shown = new Set();
  if (part === undefined) return shown;
  const dates = new Set(pakket.lezen.datumstijlen.map(String));
  const [inside, styles] = [[], []];
  walk(archive.chunks(part), archive.limits, {
    start: (name, attributes) => {
      inside.push(name);
      if (name === "numFmt" && showsADate(attributes.formatCode ?? "")) {
        dates.add(attributes.numFmtId ?? "");
      } else if (name === "xf" && inside.at(-2) === "cellXfs") {
        styles.push(attributes.numFmtId ?? "0");
      }
    },
    end: () => inside.pop(),
  });
  styles.forEach((format, number) => dates.has(format) && shown.add(String(number)));
  return shown;
}

// All shared texts in the order of their numbers: plain or rich, without the phonetic hints.
function sharedStrings(archive, part, limits) {
  const texts = [];
  if (part === undefined) return texts;
  let [current, collect, phonetic] = ["", false, false];
  walk(archive.chunks(part), archive.limits, {
    start: (name) => {
      if (name === "si") current = "";
      else if (name === "rPh") phonetic = true;
      else if (name === "t") collect = !phonetic;
    },
    end: (name) => {
      if (name === "t") collect = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "si") texts.push(unescape(current));
    },
    text: (text) => {
      if (!collect) return;
      current += text;
      if (longerThan(current, limits.cell_characters)) {
        throw tooLarge(
          "cel_te_lang",
          `Een cel bevat een tekst van meer dan ${limits.cell_characters} tekens.`,
        );
      }
    },
  });
  return texts;
}
