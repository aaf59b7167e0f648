// From a sender's file to its findings: the server's steps, over the server's SQL.

import { normalise } from "./normalise.js";
import { periodOf } from "./periods.js";
import { columnLetters } from "./reading/characters.js";
import { read } from "./reading/read.js";
import { recognise } from "./recognise.js";
import { Refusal } from "./refusals.js";
import { run } from "./rules.js";

/**
 * Check a file. `progress` is told each step ("lezen", "herkennen", "herstellen", "regels",
 * "samenvatten"). Throws a Refusal. The outcome holds values only in `voorbeeld`.
 */
export function check(bytes, { naam, periode }, database, pakket, progress) {
  progress("lezen");
  const table = read(bytes, naam, pakket);
  progress("herkennen");
  const recognised = recognise(table, pakket);
  try {
    return judged(table, recognised, { naam, periode }, database, pakket, progress);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      "geheugen",
      "Dit bestand is te groot om in één keer te controleren. Lever het in delen aan, of vraag " +
        "de beheerder van het portaal om hulp.",
    );
  }
}

function judged(table, recognised, { naam, periode: chosen }, database, pakket, progress) {
  forget(database);
  database.load("ruw", table.rows);
  progress("herstellen");
  const normalised = normalise(table, recognised, database, pakket);
  const periode = periodOf(chosen, naam, database, pakket);
  progress("regels");
  const outcome = run(recognised, periode, database, pakket);
  progress("samenvatten");
  const causes = causesOf(outcome, normalised.repaired, recognised, table.kind, pakket);
  return {
    bestand: naam,
    periode: periode.code,
    soort: recognised.soort,
    indeling: pakket.herkennen.indelingen[recognised.soort].titel,
    rijen: statuses(outcome.broken, recognised.soort, database, pakket),
    regels: {
      uitgevoerd: outcome.uitgevoerd,
      overgeslagen: outcome.overgeslagen,
      mislukt: outcome.mislukt,
    },
    oorzaken: causes.map((cause) => ({
      ...cause,
      plaatsen: placesOf(cause, database, pakket.meeste_plaatsen),
      voorbeeld: exampleOf(cause, database),
    })),
    aanvullingen: [...recognised.extensions],
    opmerkingen: [
      ...table.notes,
      ...recognised.notes,
      ...normalised.notes,
      ...periode.notes,
      ...outcome.partly,
    ],
  };
}

/** Leave nothing of the file before. */
export function forget(database) {
  database.run("drop view if exists rauw");
  const tables = database.rows("select table_name as naam from duckdb_tables()");
  for (const { naam } of tables) if (naam !== "gemeenten") database.run(`drop table ${naam}`);
}

// Every cause, the gravest first; `waar` says in which rows of `tabel` it is (null: no row).
function causesOf(outcome, repaired, recognised, kind, pakket) {
  const titles = pakket.herkennen.titels;
  const failed = outcome.mislukt.map((code) => ({
    regel: code, naam: code, ernst: "bestand", aantal: 1, ...pakket.mislukt,
    kolom: null, nummer: null, tabel: null,
  }));
  const broken = outcome.broken.map(({ regel, table, aantal }) => {
    const kolom = regel.cel && table ? standingFor(regel.cel, recognised, pakket) : regel.cel || null;
    return {
      regel: regel.code, naam: regel.naam, ernst: regel.ernst, aantal,
      melding: regel.melding, remedie: regel.remedie,
      kolom, nummer: columnOf(kolom, recognised), tabel: table, waar: regel.naam,
    };
  });
  const repairs = repaired.map(({ kolom, code, conditions, aantal }) => ({
    regel: code, naam: `${code}:${kolom}`, ernst: "tip", aantal,
    melding: pakket.herstel.meldingen[code].replace("$titel", titles[kolom]),
    remedie: pakket.herstel.remedie,
    kolom, nummer: columnOf(kolom, recognised), tabel: "rijen", waar: conditions.join(" or "),
  }));
  const causes = [...failed, ...broken, ...repairs].map((cause) => ({
    ...cause,
    titel: titles[cause.kolom] ?? "",
    letters: kind === "xlsx" && cause.nummer ? columnLetters(cause.nummer) : "",
  }));
  const gravity = ({ ernst }) => pakket.ernst.indexOf(ernst);
  return causes.sort((a, b) => gravity(a) - gravity(b));
}

// The field itself, or the one that is there in its place (a client number for a BSN).
function standingFor(veld, { kolommen }, pakket) {
  if (kolommen.has(veld)) return veld;
  const others = Object.entries(pakket.herkennen.in_plaats_van);
  return others.find(([own, other]) => other === veld && kolommen.has(own))?.[0] ?? veld;
}

function columnOf(veld, { kolommen, soort }) {
  if (!veld) return null;
  if (kolommen.has(veld)) return kolommen.get(veld);
  const base = veld.replace(/_jeugdige$/, "").replace(/_ouder$/, "");
  return (soort === "lang" && kolommen.get(base)) || null;
}

/** The rows a cause is in, in order of the file; at most so many. */
export function placesOf(cause, database, most) {
  if (!cause.tabel) return [];
  const limit = most === undefined ? "" : `limit ${most}`;
  const sql = `select rij from ${cause.tabel} where ${cause.waar} order by rij ${limit}`;
  return database.rows(sql).map(({ rij }) => rij);
}

// What stands in the sender's file at the first place.
function exampleOf(cause, database) {
  if (!cause.tabel || !cause.nummer) return null;
  const [rij] = placesOf(cause, database, 1);
  return database.row(`select k${cause.nummer} as cel from ruw where rij = ${rij}`)?.cel ?? "";
}

// How many records are good, to be confirmed or parked; lines of the long layout become records.
function statuses(broken, soort, database, pakket) {
  const tables = [...new Set(broken.map(({ table }) => table))].filter(Boolean);
  const some = (ernst) =>
    broken
      .filter(({ regel, table }) => table && regel.ernst === ernst)
      .map(({ regel, table }) => `${table}.${regel.naam}`)
      .join(" or ") || "false";
  const joins = tables.map((table) => `join ${table} on ${table}.rij = rijen.rij`).join(" ");
  database.run(
    `create or replace table lines as
     select rijen.rij, persoon, hulpvorm, datum_aanvang, informant,
       case when ${some("blokkeert")} then 'geparkeerd'
            when ${some("bevestigen")} then 'bevestigen' else 'goed' end as status
     from rijen ${joins}`,
  );
  const records = soort === "lang" ? `(${pakket.samenvoegen})` : "lines";
  const counts = { totaal: 0, goed: 0, geparkeerd: 0, bevestigen: 0 };
  for (const { status, aantal } of database.rows(
    `select status, count(*) as aantal from ${records} group by status`,
  )) {
    counts[status] = aantal;
    counts.totaal += aantal;
  }
  return counts;
}
