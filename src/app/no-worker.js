// In place of a service worker: this site keeps nothing for want of a network, and what an earlier
// build kept is removed.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(`lyceum ${SITE.base} `)) await caches.delete(name);
    }
    await self.registration.unregister();
  })());
});
