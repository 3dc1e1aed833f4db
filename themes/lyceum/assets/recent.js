// Recent searches: kept in this browser alone, newest first, erasable. A browser that keeps nothing
// (private windows, a full disk) has none.

import { element, say } from "./words.js";

const MOST = 8;

/**
 * @param {HTMLElement} section where they are listed
 * @param {string} site the path of the search folder, as one host may have several sites
 * @param {HTMLElement} fallback what takes the focus when the last one is erased
 */
export function recentSearches(section, site, fallback) {
  const key = `${site}recent`;
  const list = section.querySelector("ul");

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
    } catch {
      return [];
    }
  }

  function keep(queries) {
    try {
      if (queries.length) localStorage.setItem(key, JSON.stringify(queries));
      else localStorage.removeItem(key);
    } catch {
      // Nothing can be kept, nothing is lost.
    }
    show();
  }

  function show() {
    const queries = read();
    list.replaceChildren(...queries.map(item));
    section.hidden = !queries.length;
  }

  function item(query) {
    const entry = element("li");
    const link = element("a", query);
    link.href = `?${new URLSearchParams({ q: query })}`;
    const erase = element("button", "×");
    erase.type = "button";
    erase.value = query;
    erase.setAttribute("aria-label", say("search_recent_remove", { query }));
    entry.append(link, erase);
    return entry;
  }

  section.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const queries = read();
    const at = queries.indexOf(button.value);
    // The other button erases them all.
    keep(list.contains(button) ? queries.filter((query) => query !== button.value) : []);
    const next = list.querySelectorAll("button")[at] ?? list.querySelector("li:last-child button");
    (next ?? fallback).focus();
  });

  show();
  return {
    /** Keeps a search that the reader meant, not one on the way to it. */
    add(query) {
      const text = query.trim();
      if (text) keep([text, ...read().filter((one) => one !== text)].slice(0, MOST));
    },
  };
}
