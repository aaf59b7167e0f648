// What Excel stores as a number and shows as something else: the text for such a cell.

const NOT_A_CODE = /"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]/gi;
const NUMBER = /^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?\s*$/i;
const NOT_FINITE = /^\s*([+-]?)(inf|infinity|nan)\s*$/i;
const DAYS_1900 = 2_958_466;
const GHOST_DAY = 60;
const DAY = 86_400;

/** Whether a custom number format shows a day or a time. */
export function showsADate(formatCode) {
  const code = formatCode.split(";")[0].replace(NOT_A_CODE, "").toLowerCase();
  return !code.includes("general") && /[dmyhs]/.test(code);
}

/** The number a part of a workbook writes; undefined where it is none. */
export function numberOf(raw) {
  if (NUMBER.test(raw)) return Number(raw);
  const odd = NOT_FINITE.exec(raw);
  if (!odd) return undefined;
  if (odd[2].toLowerCase() === "nan") return NaN;
  return odd[1] === "-" ? -Infinity : Infinity;
}

/** A number without scientific notation; whole numbers without a decimal part. */
export function numberText(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [mantissa, exponent] = value.toExponential(14).split("e");
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "").replace(/0+$/, "");
  const point = Number(exponent) + 1;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (digits.length <= point) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The day behind a day number as 2023-01-05 or 2023-01-05 12:30:00; no day stays a number. */
export function dateText(serial, dates1904) {
  const last = DAYS_1900 - (dates1904 ? 1462 : 0);
  const ghost = !Number.isFinite(serial) || (!dates1904 && Math.trunc(serial) === GHOST_DAY);
  if (!(serial >= (dates1904 ? 0 : 1)) || !(serial < last) || ghost) return numberText(serial);
  const beforeGhost = !dates1904 && serial < GHOST_DAY ? 1 : 0;
  const epoch = dates1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30 + beforeGhost);
  const moment = new Date(epoch + rounded(serial * DAY) * 1000).toISOString();
  const [day, time] = [moment.slice(0, 10), moment.slice(11, 19)];
  return time === "00:00:00" ? day : `${day} ${time}`;
}

// Half a second goes to the even one, as Python rounds.
function rounded(seconds) {
  const whole = Math.floor(seconds);
  const rest = seconds - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2 !== 0) ? whole + 1 : whole;
}
