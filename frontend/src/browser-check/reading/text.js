// From the bytes of a text file to its characters, as the server's read_text does it.

import { broken, otherKind, Refusal } from "../refusals.js";

const MARKS = [
  [[0xff, 0xfe, 0, 0], "utf-32-le"],
  [[0, 0, 0xfe, 0xff], "utf-32-be"],
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16-le"],
  [[0xfe, 0xff], "utf-16-be"],
];
const LABELS = { "utf-16-le": "utf-16le", "utf-16-be": "utf-16be", "utf-8": "utf-8" };
const SAMPLE = 4096;
const STRAY = 4;
const NOT_IN_CP1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
const BREAK = /\r\n|\r|\n/g;
const CONTROL = /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/;
const MARKUP = /^\s*<[a-z!?/]/i;
const NOTATION = /^\s*(\{\\rtf|[[{]\s*(["{[\]}]|$))/;
const CTRL_Z = "\x1a";

/** `{text, notes}` of a file in any usual encoding. Throws a Refusal where it is no text. */
export function decode(bytes) {
  let [encoding, skip] = marked(bytes);
  const notes = [];
  if (!encoding) {
    encoding = byNulBytes(bytes.subarray(0, SAMPLE));
    if (!encoding) return withoutMark(bytes);
    notes.push(`De codering staat niet in het bestand; gelezen als ${encoding.toUpperCase()}.`);
  }
  const content = bytes.subarray(skip);
  const text = encoding.startsWith("utf-32") ? utf32(content, encoding) : strict(content, encoding);
  if (text !== null) return checked(text, notes);
  const line = skip === 0 && encoding === "utf-8" ? 1 : lineOfError(bytes, skip, encoding);
  throw broken(`Rond regel ${line} staan tekens die geen ${encoding.toUpperCase()} zijn.`);
}

function marked(bytes) {
  for (const [mark, encoding] of MARKS) {
    if (mark.every((byte, at) => bytes[at] === byte)) return [encoding, mark.length];
  }
  return [null, 0];
}

// UTF-16 or UTF-32 without a mark: plain letters leave a NUL at fixed places.
function byNulBytes(sample) {
  const nuls = sample.reduce((sum, byte) => sum + (byte === 0), 0);
  if (sample.length < 4 || nuls < Math.floor(sample.length / 4)) return null;
  const filled = [0, 0, 0, 0];
  sample.forEach((byte, at) => (filled[at % 4] += byte !== 0));
  if (!filled[1] && !filled[2] && !filled[3]) return "utf-32-le";
  if (!filled[0] && !filled[1] && !filled[2]) return "utf-32-be";
  const few = Math.floor(sample.length / 8);
  if (filled[1] + filled[3] < few) return "utf-16-le";
  return filled[0] + filled[2] < few ? "utf-16-be" : null;
}

function strict(bytes, encoding) {
  try {
    return new TextDecoder(LABELS[encoding] ?? encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function utf32(bytes, encoding) {
  if (bytes.length % 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const code = view.getUint32(at, encoding === "utf-32-le");
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
    parts.push(String.fromCodePoint(code));
  }
  return parts.join("");
}

function withoutMark(bytes) {
  const text = strict(bytes, "utf-8");
  if (text !== null) return checked(text, []);
  const [label, name] = bytes.some((byte) => NOT_IN_CP1252.has(byte))
    ? ["iso-8859-15", "ISO 8859-15 (Latin-9)"]
    : ["windows-1252", "Windows-1252"];
  return checked(new TextDecoder(label).decode(bytes), [
    `Codering ${name} gelezen: het bestand is geen UTF-8. Controleer accenten.`,
  ]);
}

// The longest beginning that can be decoded ends where the first wrong character stands.
function lineOfError(bytes, skip, encoding) {
  let [good, bad] = [0, bytes.length - skip];
  while (bad - good > 1 && !encoding.startsWith("utf-32")) {
    const middle = (good + bad) >> 1;
    try {
      const decoder = new TextDecoder(LABELS[encoding], { fatal: true });
      decoder.decode(bytes.subarray(skip, skip + middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return bytes.subarray(0, skip + good).reduce((sum, byte) => sum + (byte === 10), 0) + 1;
}

function checked(given, notes) {
  let text = given;
  if (text.startsWith("\ufeff")) {
    text = text.replace(/^\ufeff+/, "");
    notes.push("Een dubbel BOM-teken aan het begin is overgeslagen.");
  }
  const bare = text.replace(/[\r\n]+$/, "");
  if (bare.endsWith(CTRL_Z) && text.indexOf(CTRL_Z) === bare.length - 1) {
    text = bare.slice(0, -1);
    notes.push("Het eindteken van een oud programma (Ctrl-Z) is overgeslagen.");
  }
  refuseOtherKinds(text);
  refuseControls(text);
  return { text, notes };
}

function refuseOtherKinds(text) {
  const head = text.slice(0, 1024).toLowerCase();
  if (MARKUP.test(head)) {
    throw otherKind(/<htm|<t/.test(head) ? "een webpagina (HTML)" : "XML");
  }
  if (NOTATION.test(head)) throw otherKind("RTF of JSON");
  if (head.startsWith("mime-version:")) throw otherKind("een webarchief");
}

function refuseControls(text) {
  if (!CONTROL.test(text)) return;
  const sample = text.slice(0, SAMPLE);
  const found = sample.match(new RegExp(CONTROL, "g"))?.length ?? 0;
  if (found > Math.max(STRAY, Math.floor(sample.length / 50))) {
    throw otherKind("een bestand van een ander programma");
  }
  for (const [sign, name] of [["\x00", "NUL"], [CTRL_Z, "Ctrl-Z"]]) {
    const at = text.indexOf(sign);
    if (at < 0) continue;
    throw new Refusal(
      "stuurteken",
      `In regel ${lineOf(text, at)} staat een stuurteken (${name}) dat niet in een tabel hoort; ` +
        "wat erna komt kan wegvallen. Open het bestand in Excel of LibreOffice, sla het op als " +
        "Excel-werkmap (.xlsx) en lever dat in.",
    );
  }
}

const lineOf = (text, at) => (text.slice(0, at).match(BREAK)?.length ?? 0) + 1;
