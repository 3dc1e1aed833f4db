// Fetches files, and says what went wrong where that fails.

import { SearchError } from "./error.js";

/** Fetches a file, twice if need be. */
export async function fetchFile(url, options) {
  return retried(url, options, (response) => response);
}

/** Fetches the bytes of a file, twice if need be: a line may break half-way. */
export async function fetchBytes(url, signal) {
  return retried(url, { signal }, async (response) => new Uint8Array(await response.arrayBuffer()));
}

async function retried(url, options, read) {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(url, options);
      if (response.ok) return await read(response);
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
