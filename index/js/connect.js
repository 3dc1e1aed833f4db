// Brings the page and the engine's host together.

import { SearchError } from "./error.js";

/** The host's script at this address: in a worker, or else in the page. */
export async function connect(script) {
  try {
    const worker = new Worker(script, { type: "module", name: "lyceum-search-host" });
    await new Promise((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = reject;
    });
    return remote(worker);
  } catch {
    // No workers, or none from there: a policy or another origin forbids it.
  }
  try {
    const { Host } = await import(script);
    return new Host();
  } catch (error) {
    throw new SearchError("offline", `${script.pathname} cannot be fetched: ${error.message}`);
  }
}

/** A host whose calls go to a worker. */
function remote(worker) {
  const waiting = new Map();
  let last = 0;
  worker.onmessage = ({ data: [id, said] }) => {
    waiting.get(id)(said);
    waiting.delete(id);
  };
  // A worker that dies, for want of memory say, answers nothing more.
  worker.onerror = ({ message }) => {
    for (const answer of waiting.values()) answer(`!missing-file the engine stopped: ${message}`);
    waiting.clear();
  };
  const call = (name) => (...values) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      worker.postMessage([last, name, ...values]);
    });
  return Object.fromEntries(["open", "provide", "ask"].map((name) => [name, call(name)]));
}
