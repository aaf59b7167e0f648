// White space and length as the server counts them: Unicode's, and whole characters.

const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
export const SPACES = new RegExp(`^[${SPACE}]*$`);
const EDGES = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");

/** Whether nobody would see anything in this cell. */
export function isBlank(text) {
  if (!text) return true;
  const first = text.charCodeAt(0);
  return first > 0x20 && first < 0x85 ? false : SPACES.test(text);
}

/** The text without the white space around it. */
export const stripped = (text) => text.replace(EDGES, "");

/** Whether a text has more than so many characters (an astral one is two units here). */
export function longerThan(text, most) {
  if (text.length <= most) return false;
  let characters = 0;
  for (const _ of text) if (++characters > most) return true;
  return false;
}

/** The name a sheet gives to a column: 1 is A, 27 is AA. */
export function columnLetters(number) {
  let letters = "";
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
