// The two search engines: how each indexes a site, and how a page asks it.

import { spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** `init` and `search` run in the page. Every search ends with the data of ten results. */
export const ENGINES = {
  Lyceum: {
    index: (folders) => run(folders.program, ["build", "--root", folders.lyceum, "--out", folders.published]),
    root: (folders) => folders.published,
    files: /^search\/lyceum-/,
    init: async () => {
      const { open } = await import("/search/lyceum-search.js");
      globalThis.engine = await open({ base: "/search/" });
    },
    search: async (query) => {
      const { results } = await globalThis.engine.search(query, { limit: 10 });
      return results.map(({ url }) => url);
    },
  },
  "Pagefind 1.6": {
    index: (folders) => run(pagefind(), ["--site", folders.html]),
    root: (folders) => folders.html,
    files: /^pagefind\/(pagefind\.js|pagefind-worker\.js|wasm\..*)$/,
    init: async () => {
      globalThis.engine = await import("/pagefind/pagefind.js");
      await globalThis.engine.init();
    },
    search: async (query) => {
      const { results } = await globalThis.engine.search(query);
      const data = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      return data.map(({ url }) => url);
    },
  },
};

/** The program inside the npm package, for its memory is to be read. */
function pagefind() {
  const folder = path.dirname(createRequire(import.meta.url).resolve("@pagefind/linux-x64/package.json"));
  return path.join(folder, "bin/pagefind_extended");
}

/** Runs a program; how long it took, in seconds, and its peak memory, in MB. */
async function run(program, args) {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  let memory = 0;
  const watch = setInterval(() => {
    try {
      const status = fs.readFileSync(`/proc/${child.pid}/status`, "utf8");
      memory = Math.max(memory, Number(status.match(/VmHWM:\s*(\d+)/)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 10);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}\n${said}`);
  return { seconds: (performance.now() - start) / 1000, memory };
}
