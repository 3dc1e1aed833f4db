// Has the service worker keep what is visited, once the page is there. The worker lies beside the manifest.

const { href } = document.querySelector("link[rel=manifest]");

async function keepVisited() {
  const isNew = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(new URL("sw.js", href).href, { scope: new URL(".", href).href });
  if (!isNew) return;
  // The worker has not seen this page come.
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  active.postMessage({ page: location.href, files });
}

if ("serviceWorker" in navigator) {
  addEventListener("load", () => {
    // A browser that keeps nothing, in a private window say, shows the site as ever.
    keepVisited().catch(() => {});
  });
}
