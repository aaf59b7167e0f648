// What was found, in the look of the portal's own findings. Everything from the file is set as
// text, never as markup.

const KINDS = {
  bestand: ["Heel het bestand", "error"],
  blokkeert: ["Rij geparkeerd", "error"],
  bevestigen: ["Graag bevestigen", "warning"],
  tip: ["Tip", "info"],
};
const number = (aantal) => aantal.toLocaleString("nl-NL");
const counted = (aantal, one, more) => `${number(aantal)} ${aantal === 1 ? one : more}`;

/** An element with attributes and children; a child that is text stays text. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.flat().filter((child) => child !== null));
  return made;
}

const panel = (id, titel, ...children) =>
  element("section", { class: "uk-panel", "aria-labelledby": id },
    element("h2", { class: "nl-heading nl-heading--level-2", id }, titel), ...children);

const details = (summary, children, attributes = {}) =>
  element("details", { class: "uk-details", ...attributes }, element("summary", {}, summary), children);

const list = (items) => element("ul", { class: "uk-list" }, items.map((item) => element("li", {}, item)));

function alert(kind, titel, ...sentences) {
  const sign = { ok: "✓", info: "i" }[kind] ?? "!";
  const spoken = { error: "Fout: ", warning: "Let op: " }[kind];
  const before = spoken ? element("span", { class: "visually-hidden" }, spoken) : null;
  return element("div", { class: `utrecht-alert utrecht-alert--${kind}` },
    element("span", { class: "uk-alert__icon", "aria-hidden": "true" }, sign),
    element("div", { class: "utrecht-alert__content" },
      element("h2", { class: "nl-heading nl-heading--level-3" }, ...[before, titel].filter(Boolean)),
      ...sentences.map((each) => element("p", { class: "uk-measure" }, each))));
}

/** A file that was not read: why, and what to do. */
export const notReadSection = (melding, address) =>
  alert("error", "Dit bestand kunnen we niet controleren", melding,
    element("a", { href: address }, "Naar de controle door het portaal"));

/** How many rows are good, which rules ran, and what was noticed while reading. */
export function summarySection(outcome, regelboek) {
  const { bestand, periode, indeling, rijen, regels, opmerkingen, aanvullingen } = outcome;
  const state = (letter, toon, aantal, word, meaning) =>
    element("li", {},
      element("span", { class: `uk-chip uk-chip--${toon}`, "aria-hidden": "true" }, letter),
      element("span", {}, element("strong", {}, `${number(aantal)} ${word}`), meaning));
  const run = `${counted(regels.uitgevoerd.length, "regel", "regels")} gecontroleerd, ` +
    `${regels.overgeslagen.length} overgeslagen` +
    (regels.mislukt.length ? `, ${regels.mislukt.length} mislukt.` : ".");
  return panel("telling", `${counted(rijen.totaal, "rij", "rijen")} in ${bestand}`,
    element("ul", { class: "uk-legend" },
      state("a", "goed", rijen.goed, "goed", ""),
      state("b", "matig", rijen.bevestigen, "graag bevestigen", ": telt mee als u zegt dat het klopt"),
      state("c", "slecht", rijen.geparkeerd, "geparkeerd", ": telt niet mee")),
    element("p", {}, element("strong", {}, run),
      ` Gelezen als ‘${indeling}’, verslagperiode ${periode ?? "niet bekend"}.`),
    regels.mislukt.length
      ? alert("error", "Niet alle regels konden draaien", `Deze regels mislukten: ${regels.mislukt.join(", ")}.`)
      : null,
    regels.overgeslagen.length
      ? details("Welke regels zijn overgeslagen, en waarom?",
          element("ul", { class: "uk-list" }, regels.overgeslagen.map(([code, reden]) =>
            element("li", {}, element("a", { href: `${regelboek}#${code}` }, code), `: ${reden}`))))
      : null,
    aanvullingen.length
      ? alert("warning", "Niet alles in dit bestand is hier gecontroleerd",
          `De aanvulling ‘${aanvullingen.join("’ en ‘")}’ controleert alleen het portaal zelf, bij ‘Bestand aanleveren’.`)
      : null,
    opmerkingen.length
      ? details(`Wat we bij het lezen hebben opgemerkt of hersteld (${opmerkingen.length})`, list(opmerkingen), { open: "" })
      : null);
}

/** Every cause with its places and what stands at the first of them. */
export function causesSection({ oorzaken }, askForCsv) {
  if (!oorzaken.length) return alert("ok", "Geen bevindingen", "Alle rijen in uw bestand zijn goed.");
  const button = element("button", { type: "button", class: "nl-button nl-button--secondary" },
    "Bevindingen opslaan (csv)");
  button.addEventListener("click", askForCsv);
  return panel("bevindingen", "Bevindingen",
    element("p", { class: "uk-muted" },
      "Het csv-bestand maakt deze pagina zelf. Er staat in wat er in uw cellen staat: ga er net zo " +
        "zorgvuldig mee om als met uw eigen bestand."),
    element("p", {}, button),
    element("div", {}, [...oorzaken].sort(byWeight).map(cause)));
}

const byWeight = (a, b) => rank(a) - rank(b) || b.aantal - a.aantal;
const rank = ({ ernst }) => Object.keys(KINDS).indexOf(ernst);

function cause({ regel, ernst, aantal, melding, remedie, plaatsen, titel, letters, voorbeeld }) {
  const [words, kind] = KINDS[ernst];
  const first = plaatsen.length < aantal ? ` De eerste ${plaatsen.length} plaatsen` : "";
  return element("article", { class: "uk-cause" },
    element("div", { class: "uk-cause__head" },
      element("span", { class: `uk-status uk-status--${kind}` }, words), " ",
      element("span", { class: "uk-cause__count" },
        plaatsen.length ? `${number(aantal)} keer` : "Heel het bestand"), " ",
      element("span", { class: "uk-small" }, `regel ${regel}`)),
    element("h3", { class: "nl-heading nl-heading--level-3" }, melding),
    remedie
      ? element("p", { class: "uk-measure" }, element("strong", {}, "Wat kunt u doen?"), ` ${remedie}`)
      : null,
    plaatsen.length && voorbeeld !== null ? example(plaatsen[0], letters, voorbeeld) : null,
    plaatsen.length ? details(`Waar in uw bestand?${first}`, places(plaatsen, letters, titel)) : null);
}

function example(rij, letters, voorbeeld) {
  const where = letters ? `cel ${letters}${rij}` : `rij ${rij}`;
  return element("p", { class: "uk-measure" },
    voorbeeld ? `Bijvoorbeeld ${where}: daar staat ` : `Bijvoorbeeld ${where}: die cel is leeg.`,
    voorbeeld ? element("q", {}, voorbeeld.slice(0, 100)) : null);
}

function places(rijen, letters, titel) {
  const cell = (label, text) => element("td", { "data-label": label }, text || "–");
  const head = ["Rij", "Cel", "Veld"].map((kop) => element("th", { scope: "col" }, kop));
  return element("div", { class: "uk-table-scroll", tabindex: "0", role: "group", "aria-label": "Plaatsen in uw bestand" },
    element("table", { class: "utrecht-table utrecht-table--html-table uk-table--stack" },
      element("caption", { class: "visually-hidden" }, "Plaatsen in uw bestand"),
      element("thead", {}, element("tr", {}, head)),
      element("tbody", {}, rijen.map((rij) =>
        element("tr", {}, cell("Rij", String(rij)), cell("Cel", letters && `${letters}${rij}`), cell("Veld", titel))))));
}
