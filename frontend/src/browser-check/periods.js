// Which verslagperiode a file is about, when nobody says so; as the server's periods.py.

const IN_NAME = /(?<![0-9])(20[0-9]{2})-([12])(?![0-9]|-[0-9])/;
const SPREADSHEET = /jeugdhulp\s*v[0-9]\.[0-9]\s+(20[0-9]{2})\s+(jan-jun|jul-dec)/i;
const half = (day) => `(2 * year(${day}) + (month(${day}) > 6)::int)`;

/**
 * The period of a check: the one that was chosen, else the one in the name of the file, else the
 * one its dates fit. Gives `{code, derived, notes}`; `code` is null where it is not known.
 */
export function periodOf(chosen, naam, database, pakket) {
  if (chosen) return { code: chosen, derived: false, notes: doubt(chosen, database, pakket) };
  const named = namedIn(naam);
  if (named) {
    const told = `Verslagperiode ${named} is gelezen uit de naam van het bestand.`;
    return { code: named, derived: false, notes: [told, ...doubt(named, database, pakket)] };
  }
  const found = derivedPeriod(database);
  if (!found) return { code: null, derived: false, notes: ["De verslagperiode is niet bekend."] };
  const told = `Verslagperiode ${found} is afgeleid uit de datums in het bestand.`;
  return { code: found, derived: true, notes: [told] };
}

function namedIn(naam) {
  const standard = SPREADSHEET.exec(naam);
  if (standard) return `${standard[1]}-${standard[2].toLowerCase() === "jan-jun" ? 1 : 2}`;
  const coded = IN_NAME.exec(naam);
  return coded ? `${coded[1]}-${coded[2]}` : null;
}

// The half-year in which most records fit: started by its end, and running or ended in it.
function derivedPeriod(database) {
  const pairs = database.rows(
    `select ${half("datum_aanvang")} as van, ${half("datum_einde")} as tot, count(*) as aantal
     from rijen group by all`,
  );
  const halves = new Set(pairs.flatMap(({ van, tot }) => [van, tot]).filter((each) => each !== null));
  let [best, most] = [null, 0];
  for (const each of [...halves].sort((a, b) => a - b)) {
    const fits = pairs
      .filter(({ van, tot }) => van !== null && van <= each && (tot === null || tot === each))
      .reduce((sum, { aantal }) => sum + aantal, 0);
    if (fits > most) [best, most] = [each, fits];
  }
  if (best === null) return null;
  const jaar = Math.floor(best / 2);
  return jaar >= 2000 && jaar <= 2099 ? `${jaar}-${1 + (best % 2)}` : null;
}

// The sentence for a file that seems to be about another period than the one named.
function doubt(code, database, pakket) {
  const { eerste_dag: first, laatste_dag: last } = pakket.perioden[code];
  const { rijen, passend } = database.row(
    `select count(*) as rijen, count_if(datum_aanvang <= date '${last}' and
       coalesce(datum_einde between date '${first}' and date '${last}', true)) as passend from rijen`,
  );
  const astray = rijen - passend;
  if (astray < Math.max(pakket.minst_ernaast, rijen / pakket.een_ernaast_op)) return [];
  const other = derivedPeriod(database);
  if (!other || other === code) return [];
  return [
    `De datums in dit bestand passen beter bij ${other} dan bij ${code}. ` +
      "Controleer of u de juiste verslagperiode koos.",
  ];
}
