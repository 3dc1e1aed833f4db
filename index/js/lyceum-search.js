// The search of a Lyceum site, from its published files alone.
//
//   import { open } from "/search/lyceum-search.js";
//   const engine = await open({ base: "/search/" });
//   const { total, results } = await engine.search("学习蒸鱼", { limit: 10 });
//
// The page fetches files and keeps the order of things (this file); a worker
// decompresses and searches them (host.js). Needs plain GET requests and a
// Content-Security-Policy of `default-src 'self'; script-src 'self'
// 'wasm-unsafe-eval'` at most.
//
// `cargo xtask wasm` makes one file of this and what it imports, and fills in
// FORMAT_VERSION, and ENGINE and HOST, the names of the engine's file and its
// host's. The builder of a site puts FIRST on top, the names of its boot file and its
// site file.
//
// It makes another of this too, for copies of a site that are opened from a disk: a
// classic script, `lyceumSearch.open()`. What `offline/` has takes the place of the files
// of the same names.

import { address } from "./address.js";
import { connect } from "./connect.js";
import { SearchError } from "./error.js";
import { fetchBytes, fetchFile } from "./fetch.js";

const ENTRY = "index.json";

export { SearchError };

/**
 * Opens the search of a site. Fetches nothing but the entry file, and does not
 * wait for it; the engine and the index follow with the first search, or with
 * `warm()`. What is wrong with the files is told there.
 *
 * @param {{ base?: string, signal?: AbortSignal }} [options] `base` is the
 *   address of the search folder; the folder above it is the site's own.
 */
export async function open({ base = new URL(".", import.meta.url).href, signal } = {}) {
  const folder = new URL(base, globalThis.location?.href ?? import.meta.url);
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  signal?.throwIfAborted();
  return new SiteSearch(folder);
}

class SiteSearch {
  #folder;
  #site;
  #entry;
  #ready;
  #hosting;
  #host;
  #fetching = new Map();
  #searches = 0;

  constructor(folder) {
    this.#folder = folder;
    this.#site = new URL("..", folder).pathname.slice(0, -1);
    this.#readEntry().catch(() => {});
  }

  /** Fetches what every search needs, ahead of the first one. */
  warm() {
    this.#ready ??= this.#start().catch((error) => {
      // A failure must not be remembered: the next search tries again.
      this.#ready = this.#entry = undefined;
      if (!this.#host) this.#hosting = undefined;
      throw error;
    });
    return this.#ready;
  }

  /**
   * @param {string} text
   * @param {{ limit?: number, offset?: number, sort?: "relevance" | "date",
   *   filters?: Record<string, string[]>, literal?: string[], today?: string,
   *   signal?: AbortSignal }} [options] `literal` are parts of the text that are not to
   *   be taken for filters, `today` is a day as `2026-11-21`, in Beijing if none.
   */
  async search(text, { limit = 10, offset = 0, filters = {}, sort = "relevance", literal = [], today = beijing(), signal } = {}) {
    const started = performance.now();
    const request = checked(text, { limit, offset, sort, today }, { ...filters, "": literal });
    await abortable(this.warm(), signal);
    const number = ++this.#searches;
    try {
      const first = await this.#host.ask(`search\n${number}\n${request}`);
      const answer = await this.#carryOn(first, `step\n${number}`, signal);
      return this.#answer(answer, started);
    } finally {
      this.#host.ask(`end\n${number}`);
    }
  }

  /**
   * Names that somebody may be typing.
   * @param {string} text
   * @param {{ limit?: number, signal?: AbortSignal }} [options]
   */
  async suggest(text, { limit = 8, signal } = {}) {
    const [typed] = checked(text, { limit }).split("\n");
    await abortable(this.warm(), signal);
    const request = `suggest\n${limit}\n${typed}`;
    const suggestions = await this.#carryOn(await this.#host.ask(request), request, signal);
    for (const suggestion of suggestions) {
      suggestion.url = suggestion.url ? address(this.#site, suggestion.url) : null;
      suggestion.pinyin = toned(suggestion.pinyin);
    }
    return suggestions;
  }

  /** Fetches what the engine asks for, and asks it to go on, until it answers. */
  async #carryOn(said, request, signal) {
    while (said[0] !== "{" && said[0] !== "[") {
      signal?.throwIfAborted();
      await this.#provide(told(said).split("\n"), signal);
      said = await this.#host.ask(request);
    }
    signal?.throwIfAborted();
    return JSON.parse(said);
  }

  /** The entry file changes in place, so it is asked of the server each time. */
  #readEntry() {
    this.#entry ??= readEntry(this.#folder);
    return this.#entry;
  }

  async #start() {
    const get = (name) => fetchBytes(new URL(name, this.#folder));
    // The entry decides which files come first. This module knows their names too,
    // unless a cache kept it from before the last build; so it need not wait.
    const hinted = FIRST.map((name) => get(name).catch(() => {}));
    this.#hosting ??= connect(new URL(HOST, import.meta.url));
    const [host, wasm, entry] = await Promise.all([this.#hosting, get(ENGINE), this.#readEntry()]);
    this.#host = host;
    const first = [entry.boot, entry.site].map(async (name, at) => (name === FIRST[at] && (await hinted[at])) || get(name));
    told(await host.open(entry.boot, wasm, ...(await Promise.all(first))));
  }

  /** Fetches files, each once however many searches wait for it. */
  async #provide(names, signal) {
    const files = names.map((name) => this.#fetching.get(name) ?? this.#fetch(name));
    for (const file of files) file.waiting++;
    try {
      await abortable(Promise.all(files.map((file) => file.done)), signal);
    } finally {
      // What nobody waits for any more is not fetched to its end.
      for (const file of files) if (--file.waiting === 0) file.control.abort();
    }
  }

  #fetch(name) {
    const control = new AbortController();
    const done = fetchBytes(new URL(name, this.#folder), control.signal)
      .then((content) => this.#host.provide(name, content))
      .then(told)
      .finally(() => this.#fetching.delete(name));
    // A search that is no longer there does not handle it.
    done.catch(() => {});
    const file = { control, done, waiting: 0 };
    this.#fetching.set(name, file);
    return file;
  }

  #answer(answer, started) {
    for (const result of answer.results) {
      result.url = address(this.#site, result.url);
      for (const section of result.sections) section.url = address(this.#site, section.url);
    }
    if (answer.card) {
      answer.card.url = address(this.#site, answer.card.url);
      for (const row of answer.card.rows) if (row.url?.startsWith("/")) row.url = address(this.#site, row.url);
    }
    answer.took_ms = performance.now() - started;
    return answer;
  }
}

async function readEntry(folder) {
  const response = await fetchFile(new URL(ENTRY, folder), { cache: "no-cache" });
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

/** What the engine is asked, once all arguments are right: one thing a line. */
function checked(text, { limit, offset = 0, sort = "relevance", today = "" }, filters = {}) {
  const count = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31;
  if (typeof text !== "string") throw new SearchError("bad-query", "the query must be a string");
  if (!count(limit) || !count(offset)) throw new SearchError("bad-query", "limit and offset must be whole numbers");
  if (sort !== "relevance" && sort !== "date") throw new SearchError("bad-query", `no such order: ${sort}`);
  // What is far beyond any query is not worth normalising; the engine looks at less.
  const lines = [text.slice(0, 1000).normalize("NFKC"), limit, offset, sort, today];
  for (const [key, values] of Object.entries(filters)) {
    if (!Array.isArray(values)) throw new SearchError("bad-query", `the filter ${key} must be a list`);
    for (const value of values) lines.push(key, value);
  }
  return lines.map((line) => String(line).replace(/\n/g, " ")).join("\n");
}

/** Today where the site's readers are. */
function beijing() {
  return new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
}

const TONES = ["", "\u0304", "\u0301", "\u030c", "\u0300", ""];

/** Syllables with numbers of tones, as they are printed: `lv4` is `lǜ`. */
function toned(readings) {
  return readings.replace(/([a-z]+)([1-5])/g, (_, syllable, tone) => {
    // On a or e, on the o of ou, else on the last vowel.
    const open = syllable.search(/[ae]|ou/);
    const at = open < 0 ? syllable.search(/[iouv](?!.*[iouv])/) : open;
    const written = syllable.slice(0, at + 1) + TONES[tone] + syllable.slice(at + 1);
    return written.replace("v", "u\u0308").normalize();
  });
}

/** Waits for `promise`, unless `signal` is aborted first. */
function abortable(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    // First of all, so that a promise that nobody waits for may fail unheard.
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
  });
}

/** What the host said, unless that is an error: `!`, its code, a space, a message. */
function told(said) {
  if (said[0] !== "!") return said;
  const at = said.indexOf(" ");
  throw new SearchError(said.slice(1, at), said.slice(at + 1));
}
