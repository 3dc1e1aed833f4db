// Hosts the engine, a WebAssembly module: in a worker, so that the page stays
// responsive on a slow phone, or in the page where no worker can be had.
//
// Strings come back, and none of the calls throws: an error is a string of `!`,
// its code, a space and its message.

import { Engine, initSync } from "./lyceum-engine.js";
import { inflate } from "./inflate.js";

/** Takes one call after another, from a page. */
export class Host {
  #engine;

  /** Takes the boot file of this name and the engine itself, as published. */
  async open(name, boot, wasm) {
    try {
      initSync({ module: await WebAssembly.compile(inflate(wasm)) });
    } catch (error) {
      return `!missing-file the engine cannot be started: ${error.message}`;
    }
    return provided(name, boot, (content) => {
      this.#engine = new Engine(name, content, commonCharacters());
      return this.#engine.failure();
    });
  }

  /** Takes any other file. */
  async provide(name, content) {
    return provided(name, content, (content) => this.#engine.provide(name, content));
  }

  /** Begins a search, to be called `number`, and takes the first step. */
  async search(number, request) {
    return this.#engine.search(number, request);
  }

  /** Names for a text that is being typed: JSON, or names of files that it needs. */
  async suggest(text, limit) {
    return this.#engine.suggest(text, limit);
  }

  /** Carries a search on: its answer as JSON, or names of files that it needs. */
  async step(number) {
    return this.#engine.step(number);
  }

  /** Forgets a search. */
  async end(number) {
    this.#engine.end(number);
    return "";
  }
}

/** Level 1 of GB/T 2312, by whose order the index is sorted: rows 16 to 55 of 94. */
function commonCharacters() {
  const bytes = new Uint8Array(2 * 3755);
  for (let index = 0; index < 3755; index++) {
    bytes[2 * index] = 0xb0 + index / 94;
    bytes[2 * index + 1] = 0xa1 + (index % 94);
  }
  return new TextDecoder("gbk").decode(bytes);
}

function provided(name, content, take) {
  let inflated;
  try {
    inflated = inflate(content);
  } catch (error) {
    return `!missing-file ${name} is damaged: ${error.message}`;
  }
  return take(inflated);
}

// As a worker, answers the calls that `connect.js` makes.
if (globalThis.name === "lyceum-search-host" && !globalThis.document) {
  const host = new Host();
  globalThis.onmessage = async ({ data: [id, call, ...values] }) => {
    postMessage([id, await host[call](...values)]);
  };
  postMessage("ready");
}
