// What kind of file this is, by its first bytes and never by its name, and which reader it gets.

import { broken, macro, noRows, onlyOnServer, otherKind, Refusal, tooLarge } from "../refusals.js";
import { stripped } from "./characters.js";
import { readCsv } from "./csv.js";
import { decode } from "./text.js";
import { readXlsx } from "./xlsx.js";
import { Archive } from "./zip.js";

const ZIP = [0x50, 0x4b, 3, 4];
const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const OPEN_DOCUMENT = "application/vnd.oasis.opendocument.";
const SHEET = `${OPEN_DOCUMENT}spreadsheet`;
const ENDINGS = {
  xlsx: [".xlsx", ".xltx"],
  csv: [".csv", ".txt", ".tsv", ".tab", ".dat", ".asc"],
  other: [".xls", ".xlt", ".ods", ".ots", ".fix"],
};

/** All non-empty rows of a sender's file, as text, with their place. Throws a Refusal. */
export function read(bytes, naam, pakket) {
  const limits = pakket.grenzen;
  if (bytes.length > limits.file_bytes) {
    const megabytes = Math.floor(limits.file_bytes / 1048576);
    throw tooLarge("te_groot", `Het bestand is groter dan ${megabytes} MB.`);
  }
  if (bytes.every((byte) => byte === 0 || byte === 9 || byte === 10 || byte === 13 || byte === 32)) {
    throw new Refusal("leeg", "Het bestand is leeg. Controleer of het goed is opgeslagen.");
  }
  const table = readAny(bytes, pakket);
  refuseWithoutRecords(table);
  return { ...table, notes: [...nameNote(naam, table.kind), ...table.notes] };
}

const begins = (bytes, signature) => signature.every((byte, at) => bytes[at] === byte);

function readAny(bytes, pakket) {
  if (begins(bytes, ZIP)) return readPackage(new Archive(bytes, pakket.grenzen), pakket);
  if (begins(bytes, OLE)) throw onlyOnServer("Werkmappen van het oude type .xls");
  if (begins(bytes, ZIP.slice(0, 2))) throw broken("Het is een leeg of opgesplitst pakket.");
  for (const [hex, kind] of pakket.lezen.andere_soorten) {
    const signature = hex.match(/../g).map((pair) => parseInt(pair, 16));
    const word = signature.every((byte) => /[0-9A-Za-z]/.test(String.fromCharCode(byte)));
    if (begins(bytes, signature) && (!word || isBinary(bytes))) throw otherKind(kind);
  }
  const source = decode(bytes);
  if (isFixed(source.text, pakket)) throw onlyOnServer("Bestanden met vaste breedte");
  return readCsv(source, pakket);
}

// A heading may start with MZ as well as a program.
const isBinary = (bytes) => bytes.subarray(0, 512).some((byte) => byte < 9);

function readPackage(archive, pakket) {
  if (archive.names.some((name) => archive.startsWith(name, OLE))) {
    throw macro("een onderdeel waarin een macro of een ander programma kan zitten");
  }
  if (archive.has("[Content_Types].xml")) return readXlsx(archive, pakket);
  if (archive.has("mimetype")) throw otherPackage(archive);
  if (archive.names.some((name) => /\.(csv|xlsx|xls|ods|txt)$/i.test(name))) {
    throw otherKind("een zip waar het bestand nog in zit (pak die eerst uit)");
  }
  throw otherKind("een zip-bestand");
}

function otherPackage(archive) {
  const kind = [...archive.chunks("mimetype")]
    .map((chunk) => new TextDecoder("latin1").decode(chunk)).join("").trim();
  if (kind.startsWith(SHEET)) return onlyOnServer("Bestanden van LibreOffice (.ods)");
  return otherKind(kind.startsWith(OPEN_DOCUMENT) ? "een ander LibreOffice-document" : "een zip-bestand");
}

// Whether most filled lines at the start of the text have the length of a known fixed layout.
function isFixed(text, pakket) {
  const separators = Object.keys(pakket.lezen.scheidingstekens);
  const lines = text.slice(0, 200_000).split(/\r\n|\r|\n/).filter((line) => stripped(line));
  return pakket.lezen.vast.some(({ lengte, minst, eerste }) => {
    const fits = (line) =>
      line.length >= minst &&
      !stripped(line.slice(lengte)) &&
      /^[ 0-9]*$/.test(line.slice(eerste[0], eerste[1])) &&
      !separators.some((separator) => line.includes(separator));
    return lines.filter(fits).length * 2 > lines.length;
  });
}

function refuseWithoutRecords({ rows }) {
  if (rows.length === 0) {
    throw new Refusal("leeg", "Het bestand is leeg: er is geen enkele gevulde cel.");
  }
  if (rows.length === 1) throw noRows("Het bestand heeft maar één gevulde rij, alleen een kop.");
}

function nameNote(naam, kind) {
  const ending = /(?<=[^/\\.])\.[^./\\]+$/.exec(naam)?.[0].toLowerCase() ?? "";
  const known = Object.values(ENDINGS).flat();
  if (ENDINGS[kind].includes(ending) || !known.includes(ending)) return [];
  const what = kind === "csv" ? "tekst met scheidingstekens" : `.${kind}`;
  return [`De naam eindigt op ${ending}, maar de inhoud is ${what}; zo is het bestand gelezen.`];
}
