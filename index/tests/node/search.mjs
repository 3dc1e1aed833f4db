// Answers queries as a browser would, from a folder of published files.
//
//   node search.mjs FOLDER < queries.jsonl > answers.jsonl
//
// Node has none of the browser's workers, so the page hosts the engine itself.
//
// A line of input is `{"text": …}` with the options of `search()` beside it; a
// line of output is the answer without `took_ms`, or `{"error": code}`.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const base = "https://example.org/portal/search/";

globalThis.fetch = async (url) => {
  const path = new URL(url).href.slice(base.length);
  try {
    return new Response(await readFile(resolve(folder, path)));
  } catch {
    return new Response("", { status: 404 });
  }
};

const { open } = await import(pathToFileURL(resolve(folder, "lyceum-search.js")).href);
const engine = await open({ base });
for await (const line of createInterface({ input: process.stdin })) {
  const { text, ...options } = JSON.parse(line);
  let answer;
  try {
    answer = await engine.search(text, options);
    delete answer.took_ms;
  } catch (error) {
    answer = { error: error.code };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
