// The search page. The address holds the query and the filters; this script turns them into results.
// All words come from the page (template #search-words), all searching from lyceum-search.js.

const PAGE_SIZE = 10;
const FACETS = ["type", "town", "topic"];
const TYPING_PAUSE_MS = 150;
const BUSY_AFTER_MS = 400;

const byId = (id) => document.getElementById(`search-${id}`);
const [form, box, status, failure, found, facets, results, more, help] = [
  "form", "box", "status", "error", "found", "facets", "results", "more", "help",
].map(byId);

const words = Object.fromEntries(
  [...byId("words").content.children].map((data) => [data.value, data.textContent]),
);
const word = (key, fallback) => words[key] ?? fallback;
const say = (key, values = {}) =>
  word(key, key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
const dayFormat = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "long",
  timeZone: "UTC",
});
// A term's own page is found too: its type is the taxonomy.
const typeLabel = (key) => words[`type_${key}`] ?? word(`facet_${key}`, key);

// State and address.

let state = readAddress();

function readAddress() {
  const params = new URLSearchParams(location.search);
  return {
    q: params.get("q") ?? "",
    filters: Object.fromEntries(FACETS.map((key) => [key, params.getAll(key)])),
  };
}

// Typing rewrites one history entry; Enter and filters settle it, so that Back returns to it.
function writeAddress(settled) {
  const params = new URLSearchParams();
  if (state.q) params.set("q", state.q);
  for (const key of FACETS) for (const value of state.filters[key]) params.append(key, value);
  const address = `${location.pathname}${String(params) && `?${params}`}`;
  const isNew = address !== location.pathname + location.search;
  if (isNew && history.state?.settled) history.pushState({ settled }, "", address);
  else history.replaceState({ settled }, "", address);
}

// Searching.

let opening;
let running = new AbortController();

// A failure is not remembered: the next search tries again.
function engine() {
  opening ??= open().catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function open() {
  const base = new URL(form.dataset.engine, location.href).href;
  const module = await import(`${base}lyceum-search.js`).catch((cause) => {
    throw Object.assign(new Error("no search module", { cause }), { code: "missing-file" });
  });
  return module.open({ base });
}

async function search(offset = 0) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const { q, filters } = state;
  if (!q.trim()) {
    show({ help: true });
    status.textContent = "";
    return;
  }
  const busy = setTimeout(() => { status.textContent = say("search_busy"); }, BUSY_AFTER_MS);
  try {
    const answer = await (await engine()).search(q, { limit: PAGE_SIZE, offset, filters, signal });
    if (!signal.aborted) showAnswer(answer, q, offset);
  } catch (error) {
    if (!signal.aborted) showError(error);
  } finally {
    clearTimeout(busy);
  }
}

// Showing.

function show(parts) {
  help.hidden = !parts.help;
  found.hidden = !parts.found;
  failure.hidden = !parts.failure;
}

function showAnswer(answer, q, offset) {
  const { total, corrected, notes } = answer;
  show({ found: total > 0 || FACETS.some((key) => state.filters[key].length), help: total === 0 });
  status.textContent = [
    corrected && say("search_corrected", { query: corrected }),
    ...notes.map((note) => word(`search_note_${note}`, note)),
    total ? say("search_count", { n: total }) : say("search_none", { query: q }),
  ].filter(Boolean).join(" ");

  const items = answer.results.map(resultItem);
  if (offset) results.append(...items);
  else results.replaceChildren(...items);
  if (offset) items[0]?.querySelector("a").focus();
  more.hidden = results.children.length >= total;
  showFacets(answer.facets);
}

function resultItem(result) {
  const item = byId("result").content.cloneNode(true).firstElementChild;
  const [link, meta, excerpt, links] = ["h2 a", ".meta", ".excerpt", ".links"].map((selector) =>
    item.querySelector(selector));
  link.href = result.url;
  link.textContent = result.title;
  const type = element("span", typeLabel(result.type));
  type.className = "badge";
  meta.append(type, ...(result.facets.town ?? []).map((town) => element("span", town)));
  if (result.date) {
    const time = element("time", dayFormat.format(new Date(result.date)));
    time.dateTime = result.date;
    meta.append(time);
  }
  // The one place that takes HTML: the engine escapes an excerpt and adds nothing but <mark>.
  excerpt.innerHTML = result.excerpt;
  for (const section of result.sections.filter(({ title }) => title)) {
    const anchor = element("a", section.title);
    anchor.href = section.url;
    const entry = element("li");
    entry.append(anchor);
    links.append(entry);
  }
  links.hidden = !links.children.length;
  return item;
}

function showFacets(counts) {
  const focused = document.activeElement?.dataset;
  const groups = [];
  for (const key of FACETS) {
    const chosen = state.filters[key];
    const values = [...(counts[key] ?? [])];
    for (const value of chosen) {
      if (!values.some((one) => one.value === value)) values.unshift({ value, count: 0 });
    }
    if (values.length < 2 && !chosen.length) continue;
    const group = element("div");
    const title = word(`facet_${key}`, key);
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", title);
    const chips = values.map(({ value, count }) => facetButton(key, value, count, chosen));
    group.append(element("h2", title), ...chips);
    groups.push(group);
  }
  facets.hidden = !groups.length;
  facets.querySelector("div").replaceChildren(...groups);
  // The buttons are new: give back the focus to the one that was pressed.
  if (focused?.facet) {
    [...facets.querySelectorAll("button")]
      .find(({ dataset }) => dataset.facet === focused.facet && dataset.value === focused.value)
      ?.focus();
  }
}

function facetButton(key, value, count, chosen) {
  const button = element("button", key === "type" ? typeLabel(value) : value);
  button.type = "button";
  button.className = "chip";
  button.dataset.facet = key;
  button.dataset.value = value;
  button.setAttribute("aria-pressed", chosen.includes(value));
  button.append(" ", element("small", count));
  return button;
}

function showError(error) {
  const offline = error.code === "offline" || navigator.onLine === false;
  const code = offline ? "offline" : error.code ?? "other";
  status.textContent = "";
  failure.querySelector("p").textContent = word(`search_error_${code}`, words.search_error_other);
  failure.querySelector("button").hidden = code === "bad-query";
  show({ failure: true, help: true });
}

function element(name, text = "") {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}

// Events.

let pause;
let composing = false;

function typed() {
  state.q = box.value;
  writeAddress(false);
  search();
}

// Half-written pinyin is no query: nothing happens until the input method is done.
function inputChanged() {
  clearTimeout(pause);
  if (!composing) pause = setTimeout(typed, TYPING_PAUSE_MS);
}

// What every search needs comes while the reader types; if it fails, the search will say so.
box.addEventListener("focus", () => {
  engine().then((ready) => ready.warm()).catch(() => {});
}, { once: true });
box.addEventListener("input", inputChanged);
box.addEventListener("compositionstart", () => {
  composing = true;
  clearTimeout(pause);
});
box.addEventListener("compositionend", () => {
  composing = false;
  inputChanged();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  state.q = box.value;
  writeAddress(true);
  search();
});

facets.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const { facet, value } = button.dataset;
  const chosen = state.filters[facet];
  state.filters[facet] = chosen.includes(value)
    ? chosen.filter((one) => one !== value)
    : [...chosen, value];
  history.replaceState({ settled: true }, "");
  writeAddress(true);
  search();
});

more.addEventListener("click", () => search(results.children.length));

// A reload, because after an update the page, its scripts and the index may all be new.
failure.querySelector("button").addEventListener("click", () => location.reload());

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
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
  state = readAddress();
  box.value = state.q;
  search();
});

facets.open = matchMedia("(min-width: 60rem)").matches;
box.value = state.q;
if (state.q) {
  history.replaceState({ settled: true }, "");
  search();
}
