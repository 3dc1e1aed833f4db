// Queries whose answer is known: `[{ type, query, expected }]`, made from the pages.

import fs from "node:fs";
import { numbers } from "./pages.mjs";

const MOST = 200;

/** The queries of a JSON file. */
export function readQueries(file) {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

/** Titles, headings and parts of running text that are on one page only. */
export function knownItems(pages) {
  const pick = numbers(1);
  const all = pages.map((page) => page.title + "\n" + page.text);
  const once = (text) => all.filter((page) => page.includes(text)).length === 1;
  const titles = pages.filter((page) => pages.filter((other) => other.title === page.title).length === 1);
  const queries = titles.map((page) => ({ type: "title", query: page.title, expected: page.url }));
  for (const { url, headings, text } of pages) {
    const heading = headings.find((heading) => heading.length > 2 && once(heading));
    if (heading) queries.push({ type: "heading", query: heading, expected: url });
    const runs = text.match(/\p{Script=Han}{8,}/gu) ?? [];
    const run = runs[pick(runs.length)];
    if (!run) continue;
    const start = pick(run.length - 7);
    const part = run.slice(start, start + 4 + pick(5));
    if (!once(part)) continue;
    queries.push({ type: "substr", query: part, expected: url });
    queries.push({ type: "substr-q", query: `"${part}"`, expected: url });
  }
  return queries;
}

/** At most two hundred of each type, spread over the pages. */
export function sampled(queries, types) {
  return types.flatMap((type) => {
    const of = queries.filter((query) => query.type === type);
    const step = Math.max(1, of.length / MOST);
    return Array.from({ length: Math.min(MOST, of.length) }, (_, index) => of[Math.floor(index * step)]);
  });
}

/** Thirty everyday queries: a file with one a line, or parts of titles. */
export function everyday(file, pages) {
  if (file) return fs.readFileSync(file, "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
  const pick = numbers(30);
  return Array.from({ length: 30 }, () => {
    const { title } = pages[pick(pages.length)];
    return title.slice(0, 2 + pick(5));
  });
}
