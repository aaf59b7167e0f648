// The table of contents of a zip, held against what lies in it.

import { broken, encrypted, otherKind, Refusal, tooLarge } from "../refusals.js";

const END_SIZE = 22;
const [UTF8, SIZES_FOLLOW, ZIP64] = [0x800, 0x8, 0xffffffff];
const ENCRYPTED = 0x1 | 0x40 | 0x2000;
export const STORED = 0;
const DEFLATED = 8;

/** What the package says it holds, as far as that is as an office program writes it. */
export function directory(content, limits) {
  if (latin(content, 0, 1024).includes("%PDF-")) throw otherKind("een bestand dat ook een PDF is");
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const end = lastEnd(content);
  if (end < 0) throw broken("Het einde van het bestand ontbreekt.");
  if (end + END_SIZE !== content.length) {
    throw broken("Na het einde van de werkmap staan nog andere gegevens.");
  }
  const parts = listed(content, view, end);
  if (parts.length > limits.zip_parts) {
    throw tooLarge("zipbom", `Het bestand bestaat uit meer dan ${limits.zip_parts} onderdelen.`);
  }
  if (!parts.length) {
    throw new Refusal("leeg", "Het bestand is een leeg pakket. Lever het werkblad zelf in.");
  }
  return parts;
}

function lastEnd(content) {
  for (let at = content.length - 4; at >= 0; at -= 1) {
    if (content[at] === 0x50 && content[at + 1] === 0x4b && content[at + 2] === 5 && content[at + 3] === 6) {
      return at;
    }
  }
  return -1;
}

function listed(content, view, end) {
  const unreadable = broken("De inhoudsopgave van de werkmap is niet te lezen.");
  const [size, offset] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  const shift = end - size - offset; // bytes before the package itself
  if (shift < 0) throw unreadable;
  const parts = [];
  try {
    for (let at = end - size; at < end; ) {
      if (view.getUint32(at, true) !== 0x02014b50) throw unreadable;
      const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
      parts.push(entry(content, view, at, lengths, shift));
      at += 46 + lengths[0] + lengths[1] + lengths[2];
    }
  } catch {
    throw unreadable;
  }
  return parts;
}

function entry(content, view, at, [nameLength], shift) {
  const flags = view.getUint16(at + 8, true);
  const rawName = content.subarray(at + 46, at + 46 + nameLength);
  const part = {
    flags,
    rawName,
    fullName: nameOf(rawName, flags, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    mode: view.getUint32(at + 38, true) >>> 16,
    start: view.getUint32(at + 42, true) + shift,
  };
  if ([part.packed, part.size, part.start - shift].includes(ZIP64)) throw new Error("zip64");
  part.name = part.fullName.split("\0")[0];
  return part;
}

const nameOf = (bytes, flags, fatal) =>
  flags & UTF8 ? new TextDecoder("utf-8", { fatal }).decode(bytes) : latin(bytes, 0, bytes.length);

const latin = (bytes, from, to) => new TextDecoder("latin1").decode(bytes.subarray(from, to));

/** Refuse names that point elsewhere, come twice or are links. */
export function checkNames(parts) {
  const seen = new Set();
  for (const { fullName, mode } of parts) {
    const steps = fullName.replaceAll("\\", "/").split("/");
    if ((fullName && !steps[0]) || steps.includes("..") || /[:\0]/.test(fullName)) {
      throw broken("Een onderdeel heeft een naam die buiten de werkmap wijst.");
    }
    // Without a final slash, a "." or a double slash.
    const same = steps.filter((step) => step && step !== ".").join("/").toLowerCase();
    if (seen.has(same)) throw broken("Hetzelfde onderdeel zit er twee keer in.");
    seen.add(same);
    if ((mode & 0o170000) === 0o120000) {
      throw broken("Een onderdeel is een verwijzing naar een ander bestand.");
    }
  }
}

/** Refuse what is encrypted, packed otherwise, or would be too large. */
export function checkPromises(parts, limits) {
  if (parts.some((part) => part.flags & ENCRYPTED)) throw encrypted();
  if (parts.some((part) => part.method !== STORED && part.method !== DEFLATED)) {
    throw broken("Het bestand is ingepakt op een manier die Excel niet gebruikt.");
  }
  if (parts.reduce((sum, part) => sum + part.size, 0) > limits.unpacked_bytes) throw bomb(limits);
}

/** Where the packed bytes of each part lie; they follow each other from byte 0. */
export function spans(content, parts) {
  const found = new Map();
  let [contradicted, free] = [false, 0];
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    const { start, agrees } = localHeader(content, part);
    contradicted ||= !agrees || (found.size === 0 && part.start !== 0);
    if (part.start < free) {
      throw new Refusal(
        "zipbom",
        "Onderdelen van het bestand liggen over elkaar heen. Zo slaat geen kantoorprogramma een " +
          "werkmap op. Sla het bestand opnieuw op en lever dat in.",
      );
    }
    free = start + part.packed;
    found.set(part.name, [start, free]);
  }
  if (contradicted || free > content.length) {
    throw broken("De inhoudsopgave en de inhoud spreken elkaar tegen.");
  }
  return found;
}

// Where a part's bytes start, and whether its own header says what the directory says.
function localHeader(content, part) {
  const at = part.start;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  if (at + 30 > content.length || view.getUint32(at, true) !== 0x04034b50) {
    throw broken("De inhoudsopgave verwijst naar een plek waar niets staat.");
  }
  const flags = view.getUint16(at + 6, true);
  const [nameLength, extraLength] = [view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
  const rawName = content.subarray(at + 30, at + 30 + nameLength);
  let agrees =
    nameOf(rawName, flags, false) === part.fullName && view.getUint16(at + 8, true) === part.method;
  const own = [14, 18, 22].map((field) => view.getUint32(at + field, true));
  if (!(flags & SIZES_FOLLOW) && own[1] !== ZIP64 && own[2] !== ZIP64) {
    agrees &&= own[0] === part.crc && own[1] === part.packed && own[2] === part.size;
  }
  return { start: at + 30 + nameLength + extraLength, agrees };
}

/** The refusal of a package that unpacks to more than it may. */
export const bomb = (limits) =>
  tooLarge(
    "zipbom",
    `Uitgepakt is het bestand groter dan ${Math.floor(limits.unpacked_bytes / 1048576)} MB of dan het zegt.`,
  );
