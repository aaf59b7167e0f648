// From the table that was read to repaired, typed rows in the table `rijen`. The SQL that repairs
// and types comes whole from the package; here its columns k1, k2 … get what this file has in them.

import { Refusal } from "./refusals.js";

/** Make `rijen`; gives `{repaired, notes}`, `repaired` being one item per column and repair. */
export function normalise(table, recognised, database, pakket) {
  const layout = pakket.normaliseren[recognised.soort];
  const told = makeBody(table, recognised, layout, database);
  const doubtful = inDoubt(layout, database, pakket);
  const key = doubtful.map(({ kolom, herstel }) => `${kolom}:${herstel}`).join(" ");
  const sql = layout.sql[table.dates1904 ? 1904 : 1900][key];
  makeMunicipalities(database, pakket);
  database.run(
    `create or replace table rijen as
     select hersteld.*, gemeenten.code as gemeente from (${sql}) hersteld left join gemeenten on
       gemeenten.sleutel = case
         when regexp_full_match(postcode_of_gemeente, '[1-9][0-9]{3}[A-Z]{2}')
         then left(postcode_of_gemeente, 4) || 'P' else postcode_of_gemeente end`,
  );
  const notes = [...told, ...doubtful.map(({ melding }) => melding)];
  return { repaired: repairs(recognised, database, pakket), notes };
}

const text = (value) => `'${value.replaceAll("'", "''")}'`;

// The view `rauw`: the rows under the headings, without headings that come again further down.
function makeBody(table, recognised, layout, database) {
  const { koprij, kop, kolommen } = recognised;
  const numbers = [...kolommen.values()];
  const again = numbers.map((number) => `k${number} = ${text(kop[number - 1])}`).join(" and ");
  const filled = `coalesce(${numbers.map((number) => `k${number}`).join(", ")}) is not null`;
  const { onder, herhaald, leeg } = database.row(
    `select count(*) as onder, count_if(coalesce(${again}, false)) as herhaald,
       count_if(not coalesce(${again}, false) and not ${filled}) as leeg
     from ruw where rij > ${koprij}`,
  );
  if (onder - herhaald - leeg === 0) {
    throw new Refusal(
      "alleen_kop",
      `Het bestand heeft koppen in rij ${koprij}, maar geen gegevens daaronder. ` +
        "Controleer of de export is gelukt en lever het bestand opnieuw aan.",
    );
  }
  const columns = layout.kolommen.map((naam, at) => {
    const number = kolommen.get(naam);
    return `${number ? `k${number}` : "null::varchar"} as k${at + 1}`;
  });
  database.run(
    `create or replace view rauw as select rij, ${columns.join(", ")} from ruw
     where rij > ${koprij} and not coalesce(${again}, false) and ${filled}`,
  );
  const notes = [];
  if (herhaald) notes.push(`${herhaald} herhaalde koprij(en) zijn overgeslagen.`);
  if (leeg) notes.push(`${leeg} rij(en) zonder gegevens in de gelezen kolommen zijn overgeslagen.`);
  return notes;
}

// The columns of which cells can be read in two ways, more or less as often as in one.
function inDoubt({ kolommen, twijfels }, database, pakket) {
  const counts = twijfels.flatMap(({ kolom, twijfel, zeker }, at) => {
    const cell = `k${kolommen.indexOf(kolom) + 1}`;
    return [
      `count_if(regexp_matches(${cell}, ${text(twijfel)})) as tegen${at}`,
      `count_if(regexp_matches(${cell}, ${text(zeker)})) as voor${at}`,
    ];
  });
  const found = database.row(`select ${["count(*)", ...counts].join(", ")} from rauw`);
  return twijfels.filter((_, at) => {
    const [tegen, voor] = [found[`tegen${at}`], found[`voor${at}`]];
    return tegen > 0 && tegen * pakket.herstel.duidelijk_meer > voor;
  });
}

// Made once: they are the same for every file, and thousands of them take a while to read.
function makeMunicipalities(database, { gemeenten }) {
  if (database.rows("select 1 from duckdb_tables() where table_name = 'gemeenten'").length) return;
  const codes = gemeenten.codes.map((code) => `(${text(code)})`).join(", ");
  const blocks = gemeenten.postcodes.map(([van, tot, code]) => `(${van}, ${tot}, ${text(code)})`);
  database.run(
    `create table gemeenten as
     select code as sleutel, code from (values ${codes}) as codes(code)
     union all
     select unnest(range(van, tot + 1))::varchar || 'P', code
     from (values ${blocks.join(", ")}) as blokken(van, tot, code)`,
  );
}

// Which repair was done in which column, and how often; the columns in the order of the file.
function repairs(recognised, database, pakket) {
  const { codes, randen, randen_merk: edge } = pakket.herstel;
  const found = new Map();
  const add = (kolom, code, condition, aantal) => {
    const key = `${code}:${kolom}`;
    const known = found.get(key) ?? { kolom, code, conditions: [], aantal: 0 };
    known.conditions.push(condition);
    known.aantal += aantal;
    found.set(key, known);
  };
  const kolommen = [...recognised.kolommen.keys()];
  const most = kolommen.map((kolom) => `max(h_${kolom}) as ${kolom}`).join(", ");
  const touched = database.row(`select ${most} from rijen`);
  for (const kolom of kolommen.filter((each) => touched[each] > 0)) {
    const marks = database.rows(
      `select h_${kolom} as merk, count(*) as aantal, min(rij) as eerste from rijen
       where h_${kolom} > 0 group by 1 order by eerste`,
    );
    for (const { merk, aantal } of marks) {
      const condition = `h_${kolom} = ${merk}`;
      if (merk >= edge) add(kolom, randen, condition, aantal);
      if (merk % edge) add(kolom, codes[(merk % edge) - 1], condition, aantal);
    }
  }
  return [...found.values()].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}
