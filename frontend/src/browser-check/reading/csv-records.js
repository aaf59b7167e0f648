// The records of a text with separators, exactly as Python's csv module gives them.

import { longerThan } from "./characters.js";

const [NEWLINE, RETURN, QUOTE] = [10, 13, 34];

/** A quote that is never closed or closes inside a field, or a field that is too long. */
export class CsvError extends Error {}

/**
 * Call back with every record and the number of lines read so far, until `onRow` says false. An
 * empty line is a record without fields. Throws CsvError as Python does.
 */
export function parse(text, separator, { strict, limit }, onRow) {
  const comma = separator.charCodeAt(0);
  let [at, line] = [0, 0];

  // Past the break that stands at `from`, if one does.
  const afterBreak = (from) =>
    text.charCodeAt(from) === RETURN && text.charCodeAt(from + 1) === NEWLINE ? from + 2 : from + 1;
  const isBreak = (code) => code === NEWLINE || code === RETURN;
  const held = (field) => {
    if (longerThan(field, limit)) throw new CsvError("too long");
    return field;
  };

  // What stands up to the next separator or break; quotes in it are plain characters.
  const plain = (from) => {
    let to = from;
    for (; to < text.length; to += 1) {
      const code = text.charCodeAt(to);
      if (code === comma || isBreak(code)) break;
    }
    at = to;
    return text.slice(from, to);
  };

  // The field after an opening quote; `at` ends behind it.
  const quoted = () => {
    let field = "";
    for (;;) {
      const end = text.indexOf('"', at);
      const piece = end < 0 ? text.slice(at) : text.slice(at, end);
      for (let i = 0; i < piece.length; i += 1) {
        const code = piece.charCodeAt(i);
        if (code === NEWLINE || (code === RETURN && piece.charCodeAt(i + 1) !== NEWLINE)) line += 1;
      }
      field = held(field + piece);
      if (end < 0) {
        at = text.length;
        if (strict) throw new CsvError("unexpected end");
        // The last line had no break, or its break was counted with it.
        if (isBreak(text.charCodeAt(text.length - 1))) line -= 1;
        return field;
      }
      at = end + 1;
      const next = text.charCodeAt(at);
      if (next === QUOTE) {
        field += '"';
        at += 1;
      } else if (at >= text.length || next === comma || isBreak(next)) {
        return field;
      } else {
        if (strict) throw new CsvError("quote inside");
        return held(field + plain(at));
      }
    }
  };

  while (at < text.length) {
    const row = [];
    if (isBreak(text.charCodeAt(at))) {
      at = afterBreak(at);
    } else {
      for (;;) {
        if (text.charCodeAt(at) === QUOTE && at < text.length) {
          at += 1;
          row.push(quoted());
        } else {
          row.push(held(plain(at)));
        }
        if (at >= text.length) break;
        if (text.charCodeAt(at) === comma && !isBreak(comma)) {
          at += 1;
          if (at < text.length) continue;
          row.push("");
          break;
        }
        at = afterBreak(at);
        break;
      }
    }
    line += 1;
    if (!onRow(row, line)) return;
  }
}
