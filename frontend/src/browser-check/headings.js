// The headings of a sender's columns, and how much of a sender's words may be repeated.

const LIKE_A_PERSONS =
  /[0-9]{5}|[0-9]{4}\s*[A-Za-z]{2}\b|@|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|\b[0-9]{1,2}\s+[A-Za-z]{3,9}\s+[0-9]{2}/;
const LIKE_A_VALUE = new RegExp(`${LIKE_A_PERSONS.source}|[0-9][-/.][0-9]`);
const NINE_DIGITS = /(?<![0-9])(?=([0-9](?:[. ]{0,2}[0-9]){8})(?![0-9]))/g;
const WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, -1];
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{Zs}]/u;
const DIGIT = /\p{Nd}/u;

/** A heading as it is compared: lower case, no accents, letters and digits only. */
export const normaliseerKop = (text) =>
  text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]/g, "");

/** A heading as it may be shown: printable, short, and hidden when it could be a value. */
export function shown(text, { verborgen, langste }) {
  if (containsBsn(text) || LIKE_A_VALUE.test(plainDigits(text))) return verborgen;
  const clean = Array.from(text, (char) => (isPrintable(char) ? char : " ")).join("");
  return cut(clean.trim(), langste);
}

/** The name of a sheet as it may be shown; null where it could point at a person. */
export function shownSheet(name, { langste }) {
  if (containsBsn(name) || LIKE_A_PERSONS.test(plainDigits(name))) return null;
  return cut(Array.from(name, (char) => (isPrintable(char) ? char : "\ufffd")).join(""), langste);
}

const isPrintable = (char) => char === " " || !UNPRINTABLE.test(char);

function cut(text, longest) {
  const characters = Array.from(text);
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

function containsBsn(text) {
  const plain = plainDigits(text).replace(/(?<=[0-9])[-_/,·](?=[0-9])/g, ".");
  return [...plain.matchAll(NINE_DIGITS)].some((found) => isBsn(found[1].replace(/[^0-9]/g, "")));
}

function isBsn(digits) {
  if (digits === "999999999" || digits === "000000000") return false;
  return WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11 === 0;
}

/** The text with every script's digits as 0-9 and nothing invisible between them. */
function plainDigits(text) {
  const seen = Array.from(text).filter((char) => isPrintable(char) || /\s/.test(char));
  return seen.map((char) => (DIGIT.test(char) ? String(digitOf(char)) : char)).join("");
}

// Unicode keeps the ten digits of a script together, and such tens after each other.
function digitOf(char) {
  let before = 0;
  const code = char.codePointAt(0);
  if (code < 0x80) return code - 48;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}
