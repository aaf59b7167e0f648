// XML of a sender, read piece by piece, without document types or entities.

import { SaxesParser } from "saxes";
import { broken, Refusal } from "../refusals.js";

/** Thrown by a handler that has seen what it wanted. */
export class Enough extends Error {}

const DECLARED = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/;
const UNKNOWN = "\ufffd";

/**
 * Read one XML part and call back; names come without their prefix. Throws a Refusal, also for an
 * element longer than any program writes.
 */
export function walk(chunks, limits, { start, end, text } = {}) {
  const parser = new SaxesParser({ xmlns: false, position: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("doctype", refuseDoctype);
  if (start) parser.on("opentag", (tag) => start(local(tag.name), tag.attributes));
  if (end) parser.on("closetag", (tag) => end(local(tag.name)));
  if (text) {
    parser.on("text", text);
    parser.on("cdata", text);
  }
  try {
    let decoder;
    let open = 0; // characters since a "<" without its ">"
    for (const chunk of chunks) {
      decoder ??= decoderFor(chunk);
      const piece = decoder.decode(chunk, { stream: true });
      const [opens, closes] = [piece.lastIndexOf("<"), piece.lastIndexOf(">")];
      if (opens > closes) open = piece.length - opens;
      else open = open && closes < 0 ? open + piece.length : 0;
      if (open > limits.xml_token_bytes) {
        throw broken("Een onderdeel bevat een element dat langer is dan in een werkmap kan.");
      }
      parser.write(piece);
    }
    if (decoder) parser.write(decoder.decode());
    parser.close();
  } catch (error) {
    if (error instanceof Enough) return;
    if (error instanceof Refusal) throw error;
    throw broken(`Een onderdeel is geen geldige XML (regel ${parser.line}).`);
  }
}

/** Refuse a part with a DOCTYPE, of which nothing else is used. */
export function forbidDoctype(chunks, limits) {
  try {
    walk(chunks, limits);
  } catch (refusal) {
    if (refusal.reden !== "kapot") throw refusal;
  }
}

const local = (name) => name.slice(name.indexOf(":") + 1);

// As the server's XML reader has it: two bytes a character where the first ones say so, else UTF-8
// or what is declared, if that is one byte a character. Throws where those contradict each other.
function decoderFor(chunk) {
  const wide = wideKind(chunk);
  const head = new TextDecoder(wide ?? "utf-8").decode(chunk.subarray(0, 400));
  const declared = (DECLARED.exec(head)?.[1] ?? wide ?? "utf-8").toLowerCase();
  if (wide) {
    if (!["utf-16", wide, wide.replace("16", "16-")].includes(declared)) throw new Error(declared);
    return new TextDecoder(wide, { fatal: true });
  }
  if (declared === "utf-8") return new TextDecoder("utf-8", { fatal: true });
  return new ByteDecoder(declared);
}

function wideKind([first, second]) {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "utf-16le";
  return (first === 0xfe && second === 0xff) || first === 0 ? "utf-16be" : null;
}

/** Text of one byte a character; a byte that is none in this encoding is an error. */
class ByteDecoder {
  constructor(encoding) {
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    if (encoding === "iso-8859-1") this.table = Array.from(every, (byte) => String.fromCharCode(byte));
    else this.table = [...new TextDecoder(encoding === "us-ascii" ? "utf-8" : encoding).decode(every)];
    if (this.table.length !== 256) throw new Error(encoding);
  }

  decode(chunk = []) {
    let text = "";
    for (const byte of chunk) text += this.table[byte];
    if (text.includes(UNKNOWN)) throw new Error("no character");
    return text;
  }
}

function refuseDoctype() {
  throw new Refusal(
    "xml_entiteit",
    "Het bestand bevat een documenttype (DOCTYPE). Dat hoort niet in een werkmap en kan andere " +
      "bestanden of het internet aanspreken. Sla het bestand opnieuw op in Excel of LibreOffice " +
      "en lever dat in.",
  );
}
