// Lyceum's search beside Pagefind's, on the same pages in the same browser.
//
//   node bench.mjs --program LYCEUM --work FOLDER
//                  [--content FOLDER | --pages FILE.json.gz] [--count N]
//                  [--queries FILE.json] [--everyday FILE.txt] [--only ENGINE]
//
// `cargo xtask bench search` builds the program, installs what this needs and
// passes its own arguments on. Prints a table in Markdown.

import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ENGINES } from "./engines.mjs";
import { host } from "./host.mjs";
import { browser, costs, quantile, relevance } from "./measure.mjs";
import { markdownPages, mixed, readPages, writeSites } from "./pages.mjs";
import { everyday, knownItems, readQueries, sampled } from "./queries.mjs";

const TYPES = ["title", "heading", "substr", "substr-q", "kw2", "kw2-sp", "question"];

const { values: args } = parseArgs({
  options: Object.fromEntries(
    ["program", "work", "content", "pages", "count", "queries", "everyday", "only"].map((name) => [name, { type: "string" }]),
  ),
});

let pages = args.pages ? readPages(args.pages) : markdownPages(args.content);
if (args.count) pages = mixed(pages, Number(args.count));
const queries = sampled(args.queries ? readQueries(args.queries) : knownItems(pages), TYPES);
const thirty = everyday(args.everyday, pages);

const folders = { program: args.program, lyceum: `${args.work}/lyceum`, html: `${args.work}/html`, published: `${args.work}/public` };
fs.rmSync(args.work, { recursive: true, force: true });
writeSites(pages, folders.lyceum, folders.html);
const characters = pages.reduce((sum, page) => sum + page.text.length, 0);
console.log(`${pages.length} pages of ${Math.round(characters / pages.length)} characters, ${queries.length} queries with a known answer\n`);

const rows = new Map();
const row = (name, value) => rows.set(name, [...(rows.get(name) ?? []), value]);
const names = Object.keys(ENGINES).filter((name) => !args.only || name === args.only);
const chrome = await browser();
for (const name of names) {
  const engine = ENGINES[name];
  console.error(`== ${name}`);
  const indexing = await engine.index(folders);
  const root = engine.root(folders);
  const server = await host(root);
  const { cold, next, steps } = await costs(chrome, engine, server, thirty);
  const found = await relevance(chrome, engine, server.base, queries);
  server.close();

  const both = (costs, key, digits) => [0.5, 0.95].map((share) => quantile(costs.map((cost) => cost[key]), share).toFixed(digits)).join(" / ");
  const kilobytes = (costs) => [0.5, 0.95].map((share) => (quantile(costs.map((cost) => cost.bytes), share) / 1000).toFixed(1)).join(" / ");
  const files = fs.readdirSync(root, { recursive: true }).filter((file) => engine.files.test(file));
  const size = files.reduce((sum, file) => sum + fs.statSync(path.join(root, file)).size, 0);
  row("first search, cold: KB, median / p95", kilobytes(cold));
  row("first search, cold: requests", both(cold, "requests", 0));
  row("next search: KB, median / p95", kilobytes(next));
  row("next search: requests", both(next, "requests", 0));
  row("engine (scripts and WebAssembly): KB", (size / 1000).toFixed(0));
  row("steps one after another, cold / next", [steps.cold, steps.next].map((list) => Math.floor(quantile(list, 0.5))).join(" / "));
  row("next search to ten results: ms, median / p95", both(next, "ms", 0));
  row("building, whole process: s, MB", `${indexing.seconds.toFixed(1)} s, ${indexing.memory.toFixed(0)} MB`);
  for (const [type, { count, first, ten }] of found) {
    row(`right page first (among ten), % of ${count}: ${type}`, `${((100 * first) / count).toFixed(1)} (${((100 * ten) / count).toFixed(0)})`);
  }
}
await chrome.close();

console.log(`| | ${names.join(" | ")} |\n|${"---|".repeat(names.length + 1)}`);
for (const [name, values] of rows) console.log(`| ${name} | ${values.join(" | ")} |`);
process.exit();
