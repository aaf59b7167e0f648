// Keeps this one page usable without a network: exactly its own files, each by its content. The
// list BEWAARD = {naam, pagina, kaal, bestanden} stands before this text.
/* global BEWAARD */

const NAAM = `${BEWAARD.pagina}:${BEWAARD.naam}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(NAAM)
      .then((cache) => cache.addAll([BEWAARD.kaal, ...BEWAARD.bestanden]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((naam) => naam.startsWith(`${BEWAARD.pagina}:`) && naam !== NAAM))
      .then((old) => Promise.all(old.map((naam) => caches.delete(naam))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === BEWAARD.pagina) {
      event.respondWith(fetch(request).catch(() => kept(BEWAARD.kaal)));
    }
  } else if (BEWAARD.bestanden.includes(pathname)) {
    event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
  }
});

const kept = (address) => caches.open(NAAM).then((cache) => cache.match(address));
