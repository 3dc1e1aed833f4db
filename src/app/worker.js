// The service worker: keeps what a reader has visited, for when there is no network.
//
// Pages, and whatever else may change under its name, are asked for first, past the browser's own cache,
// so that nothing is out of date after an update; the copy is for want of a network alone. What has a
// hash in its name never changes, and comes from the copy. The builder puts SITE on top: the site's
// path, the page to show in place of one that is not kept, and that page's hash.

/** How many of each kind are kept: the latest. */
const MOST = { pages: 100, assets: 200, search: 300, media: 200 };
/** What is larger, in bytes, is not kept. */
const LARGEST = 2 ** 20;
const FORMAT = 1;

const prefix = `lyceum ${SITE.base} `;
const nameOf = (kind) => `${prefix}${kind} ${FORMAT}`;
/** The page for want of a network, and what it needs: nothing makes room for others here. */
const OFFLINE = `${prefix}offline ${SITE.version}`;

/** The days of the copies that windows show, as servers write them. */
const shown = new Map();

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepOfflinePage());
});

self.addEventListener("activate", (event) => {
  const current = [OFFLINE, ...Object.keys(MOST).map(nameOf)];
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(prefix) && !current.includes(name)) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const kind = request.mode === "navigate" ? "pages" : kindOf(request.url, request.destination);
  if (!kind || !isOurs(request.url) || request.method !== "GET" || request.headers.has("range")) return;
  event.respondWith(isImmutable(kind, request.url) ? copyFirst(kind, event) : networkFirst(kind, event));
});

// A page asks whether it is a copy, and names itself and its files if the worker has not seen it come.
self.addEventListener("message", (event) => {
  const { page, files } = event.data;
  const { source } = event;
  if (shown.has(source.id)) source.postMessage({ copyOf: shown.get(source.id) });
  if (!page) return;
  const seen = [["pages", page], ...files.map((url) => [kindOf(url, ""), url])];
  event.waitUntil(Promise.all(seen.filter(([kind, url]) => kind && isOurs(url)).map(async ([kind, url]) => {
    if (isImmutable(kind, url) && (await copyOf(kind, url))) return;
    await fromNetwork(kind, new Request(url), event).catch(() => {});
  })));
});

const pathOf = (address) => new URL(address).pathname;

const isOurs = (address) => new URL(address).origin === self.location.origin && pathOf(address).startsWith(SITE.base);

function kindOf(address, destination) {
  const path = pathOf(address).slice(SITE.base.length);
  if (path.startsWith("assets/images/")) return "media";
  if (path.startsWith("assets/")) return "assets";
  // The engine is an asset, of which there is one; parts of the index are many.
  if (path.startsWith("search/") && !path.endsWith("/")) return path.split("/").length === 2 ? "assets" : "search";
  return destination === "image" ? "media" : undefined;
}

function isImmutable(kind, address) {
  const path = pathOf(address).slice(SITE.base.length);
  return kind !== "pages" && /^(assets|search)\/.*[0-9a-f]{10}/.test(path);
}

async function copyFirst(kind, event) {
  return (await copyOf(kind, event.request.url)) || fromNetwork(kind, event.request, event);
}

async function networkFirst(kind, event) {
  const { request } = event;
  const response = await fromNetwork(kind, request, event).catch(() => undefined);
  // A host that is out of order is as good as none.
  if (response && response.status < 500) return response;
  const copy = await copyOf(kind, request.url);
  if (copy && kind === "pages") shown.set(event.resultingClientId, copy.headers.get("date"));
  return copy || response || (kind === "pages" && (await copyOf("offline", SITE.offline))) || Response.error();
}

/** Asks the network, and keeps what comes, or forgets what is there no more. */
async function fromNetwork(kind, request, event) {
  const { url } = request;
  const response = await fetch(request, { cache: isImmutable(kind, url) ? "default" : "no-cache" });
  if (isWorthKeeping(kind, response)) event.waitUntil(keep(kind, url, response.clone()));
  if (response.status === 404 || response.status === 410) event.waitUntil(forget(kind, url));
  return response;
}

function isWorthKeeping(kind, response) {
  const isHtml = /^text\/html/.test(response.headers.get("content-type"));
  const isSmall = !(Number(response.headers.get("content-length")) > LARGEST);
  return response.ok && !response.redirected && isSmall && (kind !== "pages" || isHtml);
}

/** A page is the same whatever is asked of it. */
function keyOf(kind, address) {
  const url = new URL(address, self.location);
  url.hash = "";
  if (kind === "pages") url.search = "";
  return url.href;
}

/** A browser that lets nothing be kept has no copy. */
async function copyOf(kind, address) {
  return caches.match(keyOf(kind, address)).catch(() => undefined);
}

async function keep(kind, address, response) {
  try {
    const cache = await caches.open(nameOf(kind));
    await cache.put(keyOf(kind, address), response);
    const keys = await cache.keys();
    const old = keys.slice(0, Math.max(0, keys.length - MOST[kind]));
    await Promise.all(old.map((key) => cache.delete(key)));
  } catch {
    // A full disk keeps nothing more, and the page is there all the same.
  }
}

async function forget(kind, address) {
  const cache = await caches.open(nameOf(kind));
  await cache.delete(keyOf(kind, address));
}

async function keepOfflinePage() {
  const response = await fetch(SITE.offline, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${SITE.offline} answers ${response.status}`);
  const html = await response.clone().text();
  const named = [...html.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, address]) => address);
  const assets = named.filter((address) => address.startsWith(`${SITE.base}assets/`));
  const cache = await caches.open(OFFLINE);
  await cache.addAll([...new Set(assets)]);
  await cache.put(SITE.offline, response);
}
