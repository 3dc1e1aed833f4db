// ES modules as classic scripts: from a disk, a browser runs no modules and fetches no files.
//
// Each module is wrapped: `lyceum.define(["./words.js"], (load, { word }) => { …; return { exports }; })`,
// where `load` stands for `import()`. It runs once, when all that it imports has run.
(() => {
  const entries = new Map();

  function entryOf(address) {
    if (!entries.has(address)) {
      const entry = { isAsked: false, isDefined: false };
      entry.exports = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      entries.set(address, entry);
    }
    return entries.get(address);
  }

  function load(address) {
    const entry = entryOf(address);
    if (!entry.isAsked) {
      entry.isAsked = true;
      const script = document.createElement("script");
      script.src = address;
      script.onerror = () => entry.reject(new Error(`${address} cannot be read`));
      document.head.append(script);
    }
    return entry.exports;
  }

  globalThis.lyceum = {
    define(imports, run) {
      const here = document.currentScript.src;
      const entry = entryOf(here);
      // A page may name a script that another has asked for already.
      if (entry.isDefined) return;
      entry.isAsked = entry.isDefined = true;
      const loadFrom = (name) => load(new URL(name, here).href);
      Promise.all(imports.map(loadFrom))
        .then((modules) => run(loadFrom, ...modules))
        .then(entry.resolve, entry.reject);
    },
  };
})();
