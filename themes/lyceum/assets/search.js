// The search page: the address says what is searched, and this script turns it into an answer. All
// searching is lyceum-search.js', all suggesting search-box.js'.

import { readAddress, settleAddress, writeAddress } from "./address.js";
import { cardElement } from "./card.js";
import { recentSearches } from "./recent.js";
import { facetGroups, resultElement, understoodButton } from "./results.js";
import { engineAddress, openEngine, whenTyped } from "./search-box.js";
import { element, say, word } from "./words.js";

const PAGE_SIZE = 10;
const BUSY_AFTER_MS = 400;
// A screen reader should tell of the answer, not of every answer on the way there.
const ANNOUNCE_AFTER_MS = 1000;

const [box, understood, summary, failure, card, found, facets, order, results, more, help, recent, status] = [
  "box", "understood", "summary", "error", "card", "found", "facets", "sort", "results", "more", "help",
  "recent", "status",
].map((name) => document.getElementById(`search-${name}`));
const { form } = box;
const facetKeys = facets.dataset.keys.split(" ");
const recents = recentSearches(recent, new URL(".", engineAddress(form)).pathname, box);

let query = readAddress(facetKeys);

const isFiltered = () => Object.values(query.filters).some((chosen) => chosen.length);

// Searching.

let running = new AbortController();

async function search({ offset = 0, settled = true } = {}) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const { q, filters, literal, sort } = query;
  if (!q.trim()) {
    show({ help: true });
    tell([], true);
    return;
  }
  const busy = setTimeout(() => summary.replaceChildren(element("p", word("search_busy"))), BUSY_AFTER_MS);
  try {
    const engine = await openEngine(form);
    const answer = await engine.search(q, { limit: PAGE_SIZE, offset, filters, literal, sort, signal });
    if (!signal.aborted) showAnswer(answer, q, offset, settled);
  } catch (error) {
    if (!signal.aborted) showError(error);
  } finally {
    clearTimeout(busy);
  }
}

// Showing.

function show(parts) {
  // The answer, or whatever there is to say, is here (asked.js).
  if (document.documentElement.dataset.asked) document.documentElement.dataset.asked = "answered";
  understood.hidden = !parts.understood;
  failure.hidden = !parts.failure;
  card.hidden = !parts.card;
  found.hidden = !parts.found;
  help.hidden = !parts.help;
}

let announcing;

function tell(lines, settled) {
  summary.replaceChildren(...lines.map((line) => element("p", line)));
  announce(lines.join(" "), settled);
}

function announce(text, settled) {
  clearTimeout(announcing);
  announcing = setTimeout(() => { status.textContent = text; }, settled ? 0 : ANNOUNCE_AFTER_MS);
}

function showAnswer(answer, q, offset, settled) {
  const { total } = answer;
  show({
    understood: answer.understood.length,
    card: answer.card,
    found: total > 0 || isFiltered(),
    help: total === 0 && !answer.card,
  });
  tell(summaryLines(answer, q), settled);
  understood.replaceChildren(...answer.understood.map(understoodButton));
  card.replaceChildren(...(answer.card ? [cardElement(answer.card, answer.intent)] : []));

  const items = answer.results.map(resultElement);
  if (offset) results.append(...items);
  else results.replaceChildren(...items);
  if (offset) items[0]?.querySelector("a").focus();
  more.hidden = results.children.length >= total;
  order.hidden = total < 2;
  for (const button of order.children) button.setAttribute("aria-pressed", button.value === query.sort);
  showFacets(answer);
}

function summaryLines({ total, corrected, notes }, q) {
  const labels = notes.map((note) => word(`search_note_${note}`, ""));
  const isTold = labels.some((label) => label.includes("{query}"));
  return [
    total ? say("search_count", { n: total }) : say("search_none", { query: q }),
    corrected && !isTold && say("search_corrected", { query: corrected }),
    ...notes.map((note, at) => labels[at] && say(`search_note_${note}`, { query: corrected, total })),
  ].filter(Boolean);
}

function showFacets(answer) {
  const focused = document.activeElement;
  // What the query itself says is taken back where it is told.
  const said = answer.understood.map(({ key }) => key);
  const filters = Object.entries(query.filters).filter(([key]) => !said.includes(key));
  const groups = facetGroups(answer.facets, Object.fromEntries(filters));
  facets.hidden = !groups.length;
  facets.querySelector("div").replaceChildren(...groups);
  // The buttons are new: give back the focus to the one that was pressed.
  if (focused?.dataset.facet) {
    [...facets.querySelectorAll("button")]
      .find(({ dataset, value }) => dataset.facet === focused.dataset.facet && value === focused.value)
      ?.focus();
  }
}

function showError(error) {
  const offline = error.code === "offline" || navigator.onLine === false;
  const code = offline ? "offline" : error.code ?? "other";
  const text = word(`search_error_${code}`, word("search_error_other"));
  failure.querySelector("p").textContent = text;
  failure.querySelector("button").hidden = code === "bad-query";
  show({ failure: true, help: true });
  summary.replaceChildren();
  announce(text, true);
}

// Events.

/** Searches for something else, which Back undoes. */
function change(changes) {
  query = { ...query, ...changes };
  settleAddress();
  writeAddress(query, true);
  search();
}

function takeText() {
  if (query.q === box.value) return;
  query.q = box.value;
  // Words that are gone need no explaining.
  query.literal = query.literal.filter((text) => query.q.includes(text));
}

const callOff = whenTyped(box, () => {
  takeText();
  writeAddress(query, false);
  search({ settled: false });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  callOff();
  takeText();
  writeAddress(query, true);
  recents.add(query.q);
  search();
});

understood.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  // The button goes away, and its focus must not go to the top of the page.
  summary.focus();
  change({ literal: [...query.literal, button.value] });
});

facets.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const { value, dataset: { facet } } = button;
  const chosen = query.filters[facet];
  const now = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  change({ filters: { ...query.filters, [facet]: now } });
});

order.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button) change({ sort: button.value });
});

more.addEventListener("click", () => search({ offset: results.children.length }));

// Whoever opens a result has found words that were worth writing.
for (const part of [results, card]) {
  part.addEventListener("click", ({ target }) => {
    if (target.closest("a")) recents.add(query.q);
  });
}

// A reload, because after an update the page, its scripts and the index may all be new.
failure.querySelector("button").addEventListener("click", () => location.reload());

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
    event.preventDefault();
    box.focus();
  } else if (event.key === "Escape" && event.target !== box) {
    box.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    moveInResults(event);
  }
});

function moveInResults(event) {
  const stops = [box, ...results.querySelectorAll("h2 a")];
  const here = stops.indexOf(event.target);
  const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (here < 0 || found.hidden || !next) return;
  event.preventDefault();
  next.focus();
}

addEventListener("popstate", () => {
  query = readAddress(facetKeys);
  box.value = query.q;
  search();
});

// Filters in force are not hidden, whatever the screen.
facets.open = matchMedia("(min-width: 60rem)").matches || isFiltered();
box.value = query.q;
if (query.q) {
  // Coming back to a search, or reloading it, is not searching once more.
  if (!history.state?.settled) recents.add(query.q);
  settleAddress();
  search();
}
