// Stands in for ../fetch.js: a page that was opened from a disk may fetch nothing, but it may
// run scripts. Beside the script of this name lies one for each file, `NAME.js`, which hands
// over its bytes: `lyceumFile("BASE64");`.

import { SearchError } from "./error.js";

const handed = new WeakMap();
globalThis.lyceumFile = (text) => handed.set(document.currentScript, text);

/** Reads a file. */
export async function fetchFile(url) {
  return new Response(await fetchBytes(url));
}

/** Reads the bytes of a file. */
export function fetchBytes(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = (message) => reject(new SearchError("missing-file", `${url.pathname} ${message}`));
    script.onload = () => {
      script.remove();
      const text = handed.get(script);
      if (text === undefined) fail("is damaged");
      else resolve(Uint8Array.from(atob(text), (char) => char.charCodeAt()));
    };
    script.onerror = () => {
      script.remove();
      fail("cannot be read");
    };
    script.src = `${url.href}.js`;
    document.head.append(script);
  });
}
