// The page of one client saves itself (htmx); this says how that goes, and keeps what was typed.
// Nobody leaves the page while something is on its way. Without this script the form works the same,
// with its buttons.
const form = document.getElementById("client");
if (form) {
  keep(form);
  judgeBsn(form);
  eitherPostcodeOrGemeente(form);
}

function keep(form) {
  const stand = document.getElementById("stand");
  let busy = false;
  let failed = false;
  let leaving = false;
  let next = null; // what waits until everything is saved

  form.addEventListener("htmx:beforeRequest", () => {
    busy = true;
    stand.dataset.bezig = "";
  });
  stand.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 409 || xhr.status === 422) event.detail.shouldSwap = true;
    if (wentElsewhere(xhr)) event.detail.shouldSwap = false;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, successful } = event.detail;
    failed = !successful || wentElsewhere(xhr);
    if (failed && xhr.status !== 409 && xhr.status !== 422) say(stand, whyNot(xhr));
    busy = false;
    // What was typed meanwhile is sent at once after this.
    setTimeout(() => {
      if (busy) return;
      delete stand.dataset.bezig;
      const go = next;
      next = null;
      if (!failed) go?.();
    });
  });

  form.addEventListener("submit", (event) => {
    if (!busy) {
      leaving = true;
      return;
    }
    const button = event.submitter;
    event.preventDefault();
    next = () => form.requestSubmit(button);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!busy || !link || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    next = () => location.assign(link.href);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (busy || failed)) event.preventDefault();
  });
  window.addEventListener("online", () => {
    if (failed) form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  // On a phone another app may come before the field was left.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) document.activeElement?.blur();
  });
}

// Who is signed out, is sent to another page.
function wentElsewhere(xhr) {
  return Boolean(xhr.responseURL) && new URL(xhr.responseURL).pathname !== location.pathname;
}

function whyNot(xhr) {
  if (wentElsewhere(xhr)) {
    return [
      "U bent uitgelogd. Wat u het laatst invulde, is niet bewaard; al het andere wel.",
      "Log opnieuw in",
      xhr.responseURL,
    ];
  }
  if (xhr.status === 0 || xhr.status >= 500) {
    return [
      "Niet bewaard: het portaal is even niet bereikbaar. Wat u invulde, staat nog op deze pagina; " +
        "wij bewaren het bij het volgende veld, of als u op Opslaan klikt.",
    ];
  }
  return ["Niet bewaard. Laad de pagina opnieuw en vul het laatste veld nog eens in.", "Opnieuw laden", ""];
}

function say(stand, [words, link, address]) {
  const told = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = words;
  told.append(strong);
  if (link) {
    const way = document.createElement("a");
    way.href = address;
    way.textContent = link;
    told.append(" ", way);
  }
  stand.replaceChildren(told);
}

// While a BSN is typed: can it be right (the 11-proef)? The server judges it again.
function judgeBsn(form) {
  const { bsn, "bsn-onbekend": unknown } = form.elements;
  bsn.addEventListener("input", () => {
    unknown.checked = false;
    const told = document.getElementById("gevonden-bsn");
    const verdict = verdictOn(bsn.value.replace(/[\s.]/g, ""));
    told.textContent = verdict;
    told.className = verdict.startsWith("Dit") ? "uk-found uk-found--error" : "uk-found";
  });
  unknown.addEventListener("change", () => {
    if (unknown.checked) bsn.value = "";
  });
}

function verdictOn(typed) {
  if (!typed) return "";
  if (/\D/.test(typed) || typed.length > 9) return "Dit is geen BSN: dat heeft negen cijfers.";
  if (typed.length < 9) return `Nog ${9 - typed.length} ${typed.length === 8 ? "cijfer" : "cijfers"}.`;
  if (/^(0+|9+)$/.test(typed)) return "";
  const sum = [...typed].reduce(
    (total, digit, at) => total + Number(digit) * (at === 8 ? -1 : 9 - at),
    0,
  );
  return sum % 11 === 0 ? "Dit kan een BSN zijn." : "Dit kan geen BSN zijn: controleer de cijfers.";
}

// Of the two one says where the traject belongs: the last one that was filled in.
function eitherPostcodeOrGemeente(form) {
  const { postcode_of_gemeente: postcode, gemeente } = form.elements;
  let typed = postcode.value;
  postcode.addEventListener("input", () => {
    typed = postcode.value;
    gemeente.value = "";
  });
  gemeente.addEventListener("input", () => {
    postcode.value = gemeente.value ? "" : typed;
  });
}
