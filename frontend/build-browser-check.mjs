// Builds the page that checks a file in the browser: its scripts in one file each, the database
// as DuckDB publishes it (packed), and the licences of what is inside. The result is committed.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src/browser-check");
const out = join(here, "../src/uitkomst/portal/static/uitkomst-controle");
const modules = join(here, "node_modules");
const INSIDE = ["@duckdb/duckdb-wasm", "apache-arrow", "fflate", "flatbuffers", "saxes", "tslib", "xmlchars"];

/** Bundle the scripts and lay the database beside them. */
export async function buildBrowserCheck() {
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: {
      pagina: join(source, "page.js"),
      werker: join(source, "worker.js"),
      bewaarder: join(source, "service-worker.js"),
    },
    outdir: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome111", "firefox113", "safari16.4"],
    // The package names its synchronous build for the browser in no export; a worker may block.
    alias: { "@duckdb/duckdb-wasm/blocking": join(modules, "@duckdb/duckdb-wasm/dist/duckdb-browser-blocking.mjs") },
    legalComments: "none",
    logLevel: "warning",
  });
  packDatabase();
  writeFileSync(join(out, "LICENSES.txt"), INSIDE.map(licence).join("\n\n"));
}

// Packing gives other bytes on another machine: what holds the same database is left alone.
function packDatabase() {
  const wasm = readFileSync(join(modules, "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"));
  const packed = join(out, "duckdb-eh.wasm.gz");
  if (existsSync(packed) && gunzipSync(readFileSync(packed)).equals(wasm)) return;
  writeFileSync(packed, gzipSync(wasm, { level: 9 }));
}

function licence(name) {
  const folder = join(modules, name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|copyrightnotice|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`== ${name} ${version}, ${license} ==`, ...texts].join("\n");
}
