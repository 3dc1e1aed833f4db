// What a reader's browser sees of a search engine.

import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Milliseconds that every request takes while serial steps are counted. */
const STEP = 400;

/** Starts the browser. */
export function browser() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
}

/** A page with nothing in its cache. */
async function fresh(chrome, base) {
  const context = await chrome.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(`${base}/blank.html`);
  return page;
}

/** Bytes, requests, serial steps and time of first searches and of later ones. */
export async function costs(chrome, engine, { base, log }, queries) {
  const timed = async (page, act) => {
    Object.assign(log, { requests: 0, bytes: 0 });
    const start = performance.now();
    await act(page);
    return { bytes: log.bytes, requests: log.requests, ms: performance.now() - start };
  };
  const cold = [];
  const steps = { cold: [], next: [] };
  for (const [number, query] of queries.entries()) {
    const page = await fresh(chrome, base);
    const slow = number < 5;
    log.latency = slow ? STEP : 0;
    const cost = await timed(page, async () => {
      await page.evaluate(engine.init);
      await page.evaluate(engine.search, query);
    });
    if (slow) steps.cold.push(cost.ms / STEP);
    cold.push(cost);
    await page.context().close();
  }
  log.latency = 0;
  const next = [];
  for (const slow of [false, true]) {
    const page = await fresh(chrome, base);
    await page.evaluate(engine.init);
    await page.evaluate(engine.search, "甲");
    log.latency = slow ? STEP : 0;
    for (const query of slow ? queries.slice(0, 5) : queries) {
      const cost = await timed(page, () => page.evaluate(engine.search, query));
      if (slow) steps.next.push(cost.ms / STEP);
      else next.push(cost);
    }
    log.latency = 0;
    await page.context().close();
  }
  return { cold, next, steps };
}

/** Of each type of query, the share whose page comes first and among the first ten. */
export async function relevance(chrome, engine, base, queries) {
  const found = new Map();
  let page;
  for (const [number, { type, query, expected }] of queries.entries()) {
    if (number % 150 === 0) {
      await page?.context().close();
      page = await fresh(chrome, base);
      await page.evaluate(engine.init);
    }
    const urls = await page.evaluate(engine.search, query);
    const rank = urls.findIndex((url) => url.replace(/#.*$/, "") === expected);
    const of = found.get(type) ?? { count: 0, first: 0, ten: 0 };
    found.set(type, { count: of.count + 1, first: of.first + (rank === 0), ten: of.ten + (rank >= 0) });
  }
  return found;
}

/** The value below which a share of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
