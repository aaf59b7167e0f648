// Runs the rules of the package over `rijen`; says which ran, which could not, and which failed.

const REACHES = {
  rij: { table: "vlaggen_rij", from: () => "rijen" },
  groep: { table: "vlaggen_groep", from: (pakket) => `rijen window ${windows(pakket)}` },
};
const windows = ({ vensters }) =>
  Object.entries(vensters).map(([naam, sql]) => `${naam} as (${sql})`).join(", ");

/**
 * Hold the rows against each rule that can run. Gives `{broken, uitgevoerd, overgeslagen, mislukt,
 * partly}`; of a broken rule `table` is where its rows are marked (null: the file as a whole).
 */
export function run(recognised, periode, database, pakket) {
  const there = fieldsThere(recognised, pakket);
  const known = new Set(periode.code ? ["periode"] : []);
  const { runnable, skipped } = sortedOut(recognised.soort, there, known, pakket);
  const words = wordsOf(periode, pakket);
  const broken = [];
  const failed = new Set();
  const made = { rij: 0, groep: 0 };
  for (const bereik of ["rij", "groep", "bestand"]) {
    const chosen = runnable.filter((regel) => regel.bereik === bereik);
    const runner = (regels) =>
      bereik === "bestand"
        ? byFile(regels, words, database)
        : byRow(regels, words, `${REACHES[bereik].table}_${made[bereik]++}`, bereik, database, pakket);
    broken.push(...attempt(runner, chosen, failed));
  }
  const ran = [...new Set(runnable.map(({ code }) => code))].filter((code) => !failed.has(code));
  const done = new Set([...ran, ...failed]);
  const reasons = [...skipped].map(([code, { columns, unknown }]) => [
    code,
    why([...columns], [...unknown], there),
  ]);
  return {
    broken,
    uitgevoerd: ran,
    mislukt: [...failed],
    overgeslagen: [...reasons.filter(([code]) => !done.has(code)), ...ofExtensions(recognised, pakket)],
    partly: reasons
      .filter(([code]) => done.has(code))
      .map(([code, reason]) => `Regel ${code} is deels niet uitgevoerd: ${reason}.`),
  };
}

const ONLY_ON_SERVER = "doelen en metingen bij een aanlevering controleert alleen het portaal zelf";
const ofExtensions = ({ extensions }, { herkennen }) =>
  [...extensions].flatMap((naam) => herkennen.aanvullingen[naam].map((code) => [code, ONLY_ON_SERVER]));

// In the long layout also the fields the answers are split into.
function fieldsThere(recognised, pakket) {
  const there = new Set(recognised.kolommen.keys());
  if (recognised.soort === "lang") {
    for (const naam of pakket.herkennen.gesplitst.filter((each) => there.has(each))) {
      there.add(`${naam}_jeugdige`).add(`${naam}_ouder`);
    }
  }
  return there;
}

function sortedOut(soort, there, known, pakket) {
  const runnable = [];
  const skipped = new Map();
  for (const regel of pakket.regels) {
    if (regel.indeling !== null && regel.indeling !== soort) continue;
    const lacks = regel.kolommen.filter((kolom) => !there.has(kolom));
    const unknown = regel.nodig.filter((what) => !known.has(what));
    if (!lacks.length && !unknown.length) {
      runnable.push(regel);
      continue;
    }
    const why = skipped.get(regel.code) ?? { columns: new Set(), unknown: new Set() };
    lacks.forEach((kolom) => why.columns.add(kolom));
    unknown.forEach((what) => why.unknown.add(pakket.redenen[what]));
    skipped.set(regel.code, why);
  }
  return { runnable, skipped };
}

function why(columns, sentences, there) {
  let names = columns;
  if (names.includes("bsn") && there.has("clientnummer")) {
    names = names.filter((naam) => naam !== "bsn");
    sentences.push("het bestand heeft cliëntnummers in plaats van een kolom bsn");
  }
  if (names.length) {
    const [what, verb] = names.length === 1 ? ["kolom", "staat"] : ["kolommen", "staan"];
    sentences.push(`${what} ${names.join(", ")} ${verb} niet in het bestand`);
  }
  return sentences.join("; ");
}

function wordsOf({ code, derived }, pakket) {
  const own = code ? pakket.perioden[code].woorden : {};
  return { ...pakket.woorden, ...own, periode_afgeleid: String(derived) };
}

const filled = (sql, words) =>
  sql.replace(/\$([a-z_][a-z0-9_]*)/gi, (_, word) => {
    if (!Object.hasOwn(words, word)) throw new Error(`unknown word ${word}`);
    return words[word];
  });
const condition = (regel, words) =>
  `coalesce((${filled(regel.voorwaarde, words)}), false) as ${regel.naam}`;

// All rules of one reach run in one statement; when that fails, each runs alone, so that a rule
// that cannot be computed is named instead of taking the others with it.
function attempt(runner, regels, failed) {
  if (!regels.length) return [];
  try {
    return runner(regels);
  } catch {
    if (regels.length > 1) return regels.flatMap((regel) => attempt(runner, [regel], failed));
    failed.add(regels[0].code);
    return [];
  }
}

function byRow(regels, words, table, bereik, database, pakket) {
  const conditions = regels.map((regel) => condition(regel, words)).join(", ");
  const from = REACHES[bereik].from(pakket);
  database.run(`create or replace table ${table} as select rij, ${conditions} from ${from}`);
  const counts = regels.map(({ naam }) => `count_if(${naam}) as ${naam}`).join(", ");
  const found = database.row(`select ${counts} from ${table}`);
  return regels
    .filter(({ naam }) => found[naam] > 0)
    .map((regel) => ({ regel, table, aantal: found[regel.naam] }));
}

function byFile(regels, words, database) {
  const conditions = regels.map((regel) => condition(regel, words)).join(", ");
  const counts = regels.map(({ naam, aantal }) => `${aantal} as n_${naam}`).join(", ");
  const found = database.row(`select ${conditions}, ${counts} from rijen`);
  return regels
    .filter(({ naam }) => found[naam])
    .map((regel) => ({ regel, table: null, aantal: Math.trunc(found[`n_${regel.naam}`]) }));
}
