// A zip that is held to its word: nothing hidden, nothing double, nothing larger than it says.

import { Inflate } from "fflate";
import { broken, tooLarge } from "../refusals.js";
import { bomb, checkNames, checkPromises, directory, spans, STORED } from "./zip-directory.js";

const CHUNK = 64 * 1024;

const CRC_TABLE = new Int32Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The checked parts of a zip file, unpacked piece by piece. Throws a Refusal. */
export class Archive {
  constructor(content, limits) {
    this.content = content;
    this.limits = limits;
    this.unpacked = this.elements = 0;
    const parts = directory(content, limits);
    checkNames(parts);
    checkPromises(parts, limits);
    this.spans = spans(content, parts);
    this.parts = new Map(parts.map((part) => [part.name, part]));
    this.names = [...this.parts.keys()];
  }

  has(name) {
    return this.parts.has(name);
  }

  /** The unpacked bytes of one part; at the end its size and checksum were right. */
  *chunks(name) {
    const part = this.parts.get(name);
    if (!part) throw broken("Een onderdeel van de werkmap ontbreekt.");
    let [size, crc] = [0, -1];
    for (const chunk of this.#inflated(part)) {
      size += chunk.length;
      this.unpacked += chunk.length;
      if (size > part.size || this.unpacked > this.limits.unpacked_bytes) throw bomb(this.limits);
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at];
        if (byte === 0x3c && chunk[at + 1] !== 0x2f) this.elements += 1;
        crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
      }
      if (this.elements > this.limits.xml_elements) {
        throw tooLarge(
          "zipbom",
          `Uitgepakt heeft het bestand meer dan ${this.limits.xml_elements} elementen.`,
        );
      }
      yield chunk;
    }
    if (size !== part.size || (crc ^ -1) >>> 0 !== part.crc) {
      throw broken("De controlesom van een onderdeel klopt niet.");
    }
  }

  /** Whether the unpacked part begins with these bytes. */
  startsWith(name, signature) {
    for (const chunk of this.#inflated(this.parts.get(name))) {
      if (chunk.length) return signature.every((byte, at) => chunk[at] === byte);
    }
    return false;
  }

  *#inflated(part) {
    const [start, end] = this.spans.get(part.name);
    if (part.method === STORED) {
      for (let at = start; at < end; at += CHUNK) {
        yield this.content.subarray(at, Math.min(at + CHUNK, end));
      }
      return;
    }
    let ready = [];
    const unpack = new Inflate((chunk) => ready.push(chunk));
    for (let at = start; at < end || at === start; at += CHUNK) {
      const to = Math.min(at + CHUNK, end);
      try {
        unpack.push(this.content.subarray(at, to), to >= end);
      } catch {
        throw broken("Een onderdeel is niet uit te pakken.");
      }
      for (const piece of ready) yield* cut(piece);
      ready = [];
    }
  }
}

// Unpacked bytes come in any size; whoever reads them counts on small ones.
function* cut(piece) {
  for (let at = 0; at < piece.length; at += CHUNK) yield piece.subarray(at, at + CHUNK);
}
