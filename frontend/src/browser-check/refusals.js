// The one way in which a sender's file is turned down. The sentences that fit every file come with
// the package, so that they are the server's; what is wrong with this file is filled in here.

/** A file that is not read at all: a short code for machines and Dutch sentences for the sender. */
export class Refusal extends Error {
  constructor(reden, melding) {
    super(reden);
    this.reden = reden;
    this.melding = melding;
  }
}

let sentences = {};

/** Take the sentences of the package; needed before any file is read. */
export function useSentences(weigeringen) {
  sentences = weigeringen;
}

const filled = (kind, what, reden) =>
  new Refusal(reden ?? sentences[kind].reden, sentences[kind].melding.replace("{wat}", () => what));

export const broken = (what) => filled("kapot", what);
export const otherKind = (what) => filled("ander_type", what);
export const macro = (what) => filled("macro", what);
export const encrypted = () => filled("versleuteld", "");
export const tooLarge = (reden, what) => filled("te_groot", what, reden);
export const noRows = (what) => filled("alleen_kop", what);
export const noHeadings = (notes) =>
  new Refusal("geen_kop", sentences.geen_kop.melding + soRead(notes));

/** A kind of file that only the server reads; nothing is wrong with it. */
export const onlyOnServer = (what) =>
  new Refusal(
    "alleen_server",
    `${what} controleren we niet in de browser, wel op de server van het portaal. ` +
      "Gebruik daarvoor ‘Bestand aanleveren’, of sla het bestand op als Excel-werkmap (.xlsx) of csv.",
  );

/** How the file was read, to follow a refusal that may come from that. */
export const soRead = (notes) =>
  notes.length ? ` Hoe het bestand is gelezen: ${notes.join(" ")}` : "";
