// The service worker: keeps what a reader has visited, for when there is no network.
//
// Pages, and whatever may change under its name, always come from the network when there is one, so
// that nothing is out of date after an update; the copy that is kept is for want of a network alone.
// What has a hash in its name never changes, and comes from the copy. The builder puts SITE on top:
// the site's path, the page to show in place of one that is not kept, and a hash of the assets.

/** How many of each kind are kept: the latest. */
const MOST = { pages: 100, assets: 100, search: 300, media: 60 };
/** What is larger, in bytes, is not kept. */
const LARGEST = 2 ** 20;
const FORMAT = 1;

const prefix = `lyceum ${SITE.base} `;
const nameOf = (kind) => `${prefix}${kind} ${FORMAT}`;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepOfflinePage());
});

self.addEventListener("activate", (event) => {
  const current = Object.keys(MOST).map(nameOf);
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(prefix) && !current.includes(name)) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const kind = kindOf(request.url, request.mode === "navigate", request.destination);
  if (!kind || request.method !== "GET" || request.headers.has("range")) return;
  const fetched = isImmutable(kind, request.url) ? keptFirst : networkFirst;
  event.respondWith(fetched(kind, request, event));
});

// A page that was opened before the worker was there names itself, and what it has loaded.
self.addEventListener("message", (event) => {
  const { page, files } = event.data;
  const kept = files.map((url) => [kindOf(url, false, ""), url]);
  const all = [["pages", page], ...kept].filter(([kind]) => kind);
  event.waitUntil(Promise.all(all.map(async ([kind, url]) => {
    if (await keptCopy(kind, url)) return;
    // Most are in the browser's own cache, a moment ago as they were.
    const response = await fetch(url, { cache: kind === "pages" ? "no-cache" : "default" }).catch(() => {});
    if (response) await keep(kind, url, response);
  })));
});

function kindOf(address, isPage, destination) {
  const { origin, pathname } = new URL(address);
  if (origin !== self.location.origin || !pathname.startsWith(SITE.base)) return undefined;
  if (isPage) return "pages";
  const path = pathname.slice(SITE.base.length);
  if (path.startsWith("assets/")) return "assets";
  if (path.startsWith("search/") && !path.endsWith("/")) return "search";
  return destination === "image" ? "media" : undefined;
}

/** Of the search, all but the entry and the script have a hash in their names. */
function isImmutable(kind, address) {
  return kind === "assets" || (kind === "search" && !/\/search\/[a-z-]+\.(json|js)$/.test(new URL(address).pathname));
}

async function keptFirst(kind, request, event) {
  return (await keptCopy(kind, request.url)) || fromNetwork(kind, request, event);
}

async function networkFirst(kind, request, event) {
  try {
    return await fromNetwork(kind, request, event);
  } catch (error) {
    const kept = (await keptCopy(kind, request.url)) || (kind === "pages" && (await keptCopy("assets", SITE.offline)));
    if (kept) return kept;
    throw error;
  }
}

async function fromNetwork(kind, request, event) {
  const response = await fetch(request);
  event.waitUntil(keep(kind, request.url, response.clone()));
  return response;
}

/** A page is the same whatever is asked of it. */
function keyOf(kind, address) {
  const url = new URL(address, self.location);
  url.hash = "";
  if (kind === "pages") url.search = "";
  return url.href;
}

async function keptCopy(kind, address) {
  const cache = await caches.open(nameOf(kind));
  return cache.match(keyOf(kind, address));
}

async function keep(kind, address, response) {
  const isHtml = /^text\/html/.test(response.headers.get("content-type"));
  if (!response.ok || response.redirected || (kind === "pages" && !isHtml)) return;
  if (Number(response.headers.get("content-length")) > LARGEST) return;
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

/** The page for want of a network, and the assets that it names. */
async function keepOfflinePage() {
  const response = await fetch(SITE.offline, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${SITE.offline} answers ${response.status}`);
  const html = await response.clone().text();
  const named = [...html.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, address]) => new URL(address, response.url).href);
  const assets = new Set(named.filter((address) => kindOf(address, false, "") === "assets"));
  await Promise.all([...assets].map(async (address) => {
    if (await keptCopy("assets", address)) return;
    await keep("assets", address, await fetch(address));
  }));
  await keep("assets", SITE.offline, response);
}
