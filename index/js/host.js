// Hosts the engine, a WebAssembly module: in a worker, so that the page stays
// responsive on a slow phone, or in the page where no worker can be had.
//
// Strings come back, and no call throws: an error is a string of `!`, its code, a
// space and its message. `index/src/wasm.rs` has the requests.

import { Engine, initSync } from "./lyceum-engine.js";
import { inflate } from "./inflate.js";
import { unlzma } from "./lzma.js";

/** Takes one call after another, from a page. */
export class Host {
  #engine;

  /** Takes the engine, the boot file of this name and its site file, as published. */
  async open(name, wasm, boot, site) {
    return guarded("the engine cannot be started", async () => {
      initSync({ module: await WebAssembly.compile(unlzma(wasm)) });
      this.#engine = new Engine();
      this.#engine.call("site", unlzma(site));
      return this.#engine.call(`open\n${name}\n${commonCharacters()}`, unlzma(boot));
    });
  }

  /** Takes any other file. */
  async provide(name, bytes) {
    return guarded(`${name} is damaged`, () => this.#engine.call(`provide\n${name}`, inflate(bytes)));
  }

  /** Answers a request. */
  async ask(request) {
    return this.#engine.call(request, new Uint8Array());
  }
}

async function guarded(failure, call) {
  try {
    return await call();
  } catch (error) {
    return `!missing-file ${failure}: ${error.message}`;
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

// As a worker, answers the calls that `connect.js` makes.
if (globalThis.name === "lyceum-search-host" && !globalThis.document) {
  const host = new Host();
  globalThis.onmessage = async ({ data: [id, call, ...values] }) => {
    postMessage([id, await host[call](...values)]);
  };
  postMessage("ready");
}
