// The one DuckDB of this page: in memory, one thread, without network, files or extensions.

import { createDuckDB, BROWSER_RUNTIME, VoidLogger } from "@duckdb/duckdb-wasm/blocking";
import {
  Field, Int32, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct, Table, Utf8,
} from "apache-arrow";

/** Start the database from its own file. */
export async function openDatabase(wasm) {
  const bundles = { mvp: { mainModule: wasm, mainWorker: "" }, eh: { mainModule: wasm, mainWorker: "" } };
  const duckdb = await createDuckDB(bundles, new VoidLogger(), BROWSER_RUNTIME);
  await duckdb.instantiate(() => {});
  duckdb.open({ query: { castBigIntToDouble: true, castDecimalToDouble: true } });
  const database = new Database(duckdb.connect());
  for (const setting of [
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "disabled_optimizers = 'in_clause'", // As on the server: code lists are short.
    "enable_external_access = false",
    "lock_configuration = true",
  ]) {
    database.run(`set ${setting}`);
  }
  return database;
}

class Database {
  constructor(connection) {
    this.connection = connection;
  }

  /** Run one statement that gives nothing back. */
  run(sql) {
    this.connection.query(sql);
  }

  /** All rows a statement gives, as objects. */
  rows(sql) {
    const found = this.connection.query(sql);
    const names = found.schema.fields.map(({ name }) => name);
    const columns = names.map((_, at) => found.getChildAt(at));
    return Array.from({ length: found.numRows }, (_, row) =>
      Object.fromEntries(names.map((name, at) => [name, plain(columns[at].get(row))])),
    );
  }

  /** The only row a statement gives. */
  row(sql) {
    return this.rows(sql)[0];
  }

  /** Put what was read in a table: `rij` and k1 … kN. */
  load(name, rows) {
    const batch = asBatch(rows);
    const writer = RecordBatchStreamWriter.writeAll(new Table([batch]));
    this.connection.insertArrowFromIPCStream(writer.toUint8Array(true), { name, create: true });
  }
}

const plain = (value) => (typeof value === "bigint" ? Number(value) : value);

function asBatch(rows) {
  const numbers = makeData({ type: new Int32(), data: rows.numbers.subarray(0, rows.length), nullCount: 0 });
  const texts = rows.columns.map((column) =>
    makeData({
      type: new Utf8(),
      length: column.length,
      data: column.bytes.subarray(0, column.used),
      valueOffsets: column.offsets.subarray(0, column.length + 1),
      nullBitmap: column.valid.subarray(0, (column.length + 7) >> 3),
      nullCount: column.length - column.filled,
    }),
  );
  const children = [numbers, ...texts];
  const schema = new Schema(
    children.map((data, at) => new Field(at === 0 ? "rij" : `k${at}`, data.type, at > 0)),
  );
  const data = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children });
  return new RecordBatch(schema, data);
}
