// Builds the portal's one style sheet: NL Design System components and tokens, our own theme and
// layout, without the tokens nobody uses; and copies the fonts and htmx beside it. The result is
// committed, so that running the portal needs no Node. The same input gives the same bytes.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundleAsync, transform } from "lightningcss";
import { buildBrowserCheck } from "./build-browser-check.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/uitkomst/portal/static/uitkomst");
const fonts = ["latin-400", "latin-600", "latin-700"];

const bundled = await bundleAsync({
  filename: join(here, "src/uitkomst.css"),
  resolver: {
    resolve: (specifier, from) =>
      specifier.startsWith("./") || specifier.startsWith("../")
        ? resolve(dirname(from), specifier)
        : join(here, "node_modules", specifier),
  },
});

const css = bundled.code.toString();
const built = transform({
  filename: "uitkomst.css",
  code: Buffer.from(css),
  minify: true,
  targets: { chrome: 111 << 16, firefox: 110 << 16, safari: 16 << 16 },
  unusedSymbols: [...unusedTokens(css)],
});

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "fonts"), { recursive: true });
writeFileSync(join(out, "uitkomst.css"), Buffer.concat([Buffer.from(notice()), built.code]));
for (const font of fonts) {
  const name = `noto-sans-${font}-normal.woff2`;
  cpSync(join(here, "node_modules/@fontsource/noto-sans/files", name), join(out, "fonts", name));
}
cpSync(join(here, "node_modules/@fontsource/noto-sans/LICENSE"), join(out, "fonts/LICENSE.txt"));
cpSync(join(here, "src/favicon.svg"), join(out, "favicon.svg"));
for (const script of ["pagina.js", "aanleveren.js", "clienten.js", "inloggen.js"]) {
  cpSync(join(here, "src", script), join(out, script));
}
cpSync(join(here, "node_modules/htmx.org/dist/htmx.min.js"), join(out, "htmx.js"));
packed();
await buildBrowserCheck();

/** The custom properties that no declaration reaches, directly or through another property. */
function unusedTokens(source) {
  const uses = new Map();
  const reached = new Set();
  const names = (text) => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]);
  for (const [, property, value] of source.matchAll(/([\w-]+)\s*:\s*([^;{}]+)(?=[;}])/g)) {
    if (!property.startsWith("--")) names(value).forEach((name) => reached.add(name));
    else uses.set(property, [...(uses.get(property) ?? []), ...names(value)]);
  }
  for (const name of reached) (uses.get(name) ?? []).forEach((used) => reached.add(used));
  return [...uses.keys()].filter((name) => !reached.has(name));
}

/** Beside each text its packed form, which is served to every browser that takes it. */
function packed() {
  for (const name of readdirSync(out).filter((each) => /\.(css|js|svg)$/.test(each))) {
    writeFileSync(join(out, `${name}.gz`), gzipSync(readFileSync(join(out, name)), { level: 9 }));
  }
}

function notice() {
  return (
    "/* Uitkomst. Contains NL Design System components and tokens (gemeente Utrecht, " +
    "NL Design System Community), EUPL-1.2, and is itself EUPL-1.2. Fonts: Noto Sans, OFL-1.1. */\n"
  );
}
