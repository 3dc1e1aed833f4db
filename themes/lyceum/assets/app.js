// Has the service worker keep what is visited, once the page is there, and says so where the page is a copy.
// The worker lies beside the manifest.

import { element, say, word } from "./words.js";

const { href } = document.querySelector("link[rel=manifest]");
const worker = navigator.serviceWorker;

async function keepVisited() {
  const { controller } = worker;
  if (controller) controller.postMessage({});
  await worker.register(new URL("sw.js", href).href, { scope: new URL(".", href).href });
  if (controller) return;
  // The worker has not seen this page come.
  const { active } = await worker.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  active.postMessage({ page: location.href, files });
}

/** What was true on the day of the copy need not be true now. */
function tellCopy(date) {
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "Asia/Shanghai" });
  const notice = element("p");
  notice.className = "notice notice-warning";
  notice.setAttribute("role", "status");
  document.getElementById("main").prepend(notice);
  notice.textContent = say("app_copy", { date: date ? day.format(new Date(date)) : word("app_copy_before") });
}

if (worker) {
  worker.addEventListener("message", ({ data }) => tellCopy(data.copyOf));
  addEventListener("load", () => {
    // A browser that keeps nothing, in a private window say, shows the site as ever.
    keepVisited().catch(() => {});
  });
}
