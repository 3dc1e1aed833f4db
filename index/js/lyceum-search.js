// The search of a Lyceum site, from its published files alone.
//
//   import { open } from "/search/lyceum-search.js";
//   const engine = await open({ base: "/search/" });
//   const { total, results } = await engine.search("学习蒸鱼", { limit: 10 });
//
// This module fetches, decompresses and normalises; all else is done by the
// engine, a WebAssembly module. Both are put together by `cargo xtask wasm`,
// which adds FORMAT_VERSION and ENGINE, the name of the engine's file. Needs plain GET requests and a
// Content-Security-Policy of `default-src 'self'; script-src 'self'
// 'wasm-unsafe-eval'` at most.

import __wbg_init, { Engine } from "./lyceum-engine.js";

const ENTRY = "index.json";

/**
 * What a search can fail with. `code` is one of
 * - `offline`: a file could not be fetched, even on a second try;
 * - `missing-file`: a file is not there, or is damaged;
 * - `version-mismatch`: the files are of another version than this module;
 * - `bad-query`: the arguments are not of the right kind.
 */
export class SearchError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "SearchError";
    this.code = code;
  }
}

/**
 * Opens the search of a site. Fetches only the entry file; the engine and the
 * index follow with the first search, or with `warm()`.
 *
 * @param {{ base?: string, signal?: AbortSignal }} [options] `base` is the
 *   address of the search folder; the folder above it is the site's own.
 */
export async function open({ base = new URL(".", import.meta.url).href, signal } = {}) {
  const folder = new URL(base, globalThis.location?.href ?? import.meta.url);
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  const entry = await readEntry(folder, signal);
  return new SiteSearch(folder, entry.boot);
}

class SiteSearch {
  #folder;
  #site;
  #boot;
  #ready;
  #core;
  #fetching = new Map();

  constructor(folder, boot) {
    this.#folder = folder;
    this.#site = new URL("..", folder).pathname.slice(0, -1);
    this.#boot = boot;
  }

  /** Fetches what every search needs, ahead of the first one. */
  warm() {
    // A failure must not be remembered: the next search tries again.
    this.#ready ??= this.#start().catch((error) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  /**
   * @param {string} text
   * @param {{ limit?: number, offset?: number, sort?: "relevance" | "date",
   *   filters?: Record<string, string[]>, signal?: AbortSignal }} [options]
   */
  async search(text, { limit = 10, offset = 0, filters = {}, sort = "relevance", signal } = {}) {
    const started = performance.now();
    const pairs = checked(text, limit, offset, filters, sort);
    await abortable(this.warm(), signal);
    const search = this.#core.search(text.normalize("NFKC"), limit, offset, pairs, sort === "date");
    try {
      for (;;) {
        signal?.throwIfAborted();
        const step = core(() => this.#core.step(search));
        if (step.startsWith("{")) return this.#answer(JSON.parse(step), started);
        await abortable(Promise.all(step.split("\n").map((name) => this.#provide(name))), signal);
      }
    } finally {
      search.free();
    }
  }

  async #start() {
    const names = [this.#boot, ENGINE];
    const [boot, wasm] = await Promise.all(names.map((name) => inflated(this.#folder, name)));
    await __wbg_init({ module_or_path: wasm });
    this.#core = core(() => new Engine(this.#boot, boot));
  }

  /** Fetches a file once, however many searches wait for it. */
  #provide(name) {
    let fetching = this.#fetching.get(name);
    if (!fetching) {
      fetching = inflated(this.#folder, name)
        .then((content) => core(() => this.#core.provide(name, content)))
        .finally(() => this.#fetching.delete(name));
      this.#fetching.set(name, fetching);
    }
    return fetching;
  }

  #answer(answer, started) {
    for (const result of answer.results) {
      result.url = this.#site + result.url;
      for (const section of result.sections) section.url = this.#site + section.url;
    }
    answer.took_ms = performance.now() - started;
    return answer;
  }
}

/** The entry file changes in place, so it is asked of the server each time. */
async function readEntry(folder, signal) {
  const response = await fetchFile(new URL(ENTRY, folder), { cache: "no-cache", signal });
  let entry;
  try {
    entry = await response.json();
  } catch {
    throw new SearchError("missing-file", `${ENTRY} is not the entry of a search index`);
  }
  if (entry?.format !== FORMAT_VERSION) {
    throw new SearchError("version-mismatch", `the search files have format ${entry?.format}, this script reads ${FORMAT_VERSION}`);
  }
  return entry;
}

async function inflated(folder, name) {
  const response = await fetchFile(new URL(name, folder));
  const inflate = globalThis.DecompressionStream ? streamed : await ownInflate();
  try {
    return await inflate(response);
  } catch (error) {
    throw new SearchError("missing-file", `${name} is damaged: ${error.message}`);
  }
}

async function streamed(response) {
  const stream = response.body.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** For old browsers, which must fetch what newer ones have built in. */
async function ownInflate() {
  try {
    const { inflate } = await import("./lyceum-inflate.js");
    return async (response) => inflate(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    throw new SearchError("offline", `lyceum-inflate.js cannot be fetched: ${error.message}`);
  }
}

/** Fetches a file, twice if need be. */
async function fetchFile(url, options = {}) {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(url, options);
      if (response.ok) return response;
      // What is not there will not be there a moment later; a server in
      // trouble may have recovered.
      if (response.status < 500 || tries === 2) {
        throw new SearchError("missing-file", `${url.pathname} answers ${response.status}`);
      }
    } catch (error) {
      if (error instanceof SearchError || options.signal?.aborted) throw error;
      if (tries === 2) throw new SearchError("offline", `${url.pathname} cannot be fetched: ${error.message}`);
    }
  }
}

/** The filters as alternating keys and values, once all arguments are right. */
function checked(text, limit, offset, filters, sort) {
  const count = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31;
  if (typeof text !== "string") throw new SearchError("bad-query", "the query must be a string");
  if (!count(limit) || !count(offset)) throw new SearchError("bad-query", "limit and offset must be whole numbers");
  if (sort !== "relevance" && sort !== "date") throw new SearchError("bad-query", `no such order: ${sort}`);
  const pairs = [];
  for (const [key, values] of Object.entries(filters)) {
    if (!Array.isArray(values)) throw new SearchError("bad-query", `the filter ${key} must be a list`);
    for (const value of values) pairs.push(key, String(value));
  }
  return pairs;
}

/** Waits for `promise`, unless `signal` is aborted first. */
function abortable(promise, signal) {
  if (!signal) return promise;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Calls the engine, whose errors are a code, a space and a message. */
function core(call) {
  try {
    return call();
  } catch (error) {
    if (typeof error !== "string") throw error;
    const at = error.indexOf(" ");
    throw new SearchError(error.slice(0, at), error.slice(at + 1));
  }
}
