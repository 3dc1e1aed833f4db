// What is searched stands in the address of the search page: `q`, a parameter for each filter, `as` for
// words to be taken as text and not as filters, `sort`.

/** @param {string[]} keys the filters that there are */
export function readAddress(keys) {
  const params = new URLSearchParams(location.search);
  return {
    q: params.get("q") ?? "",
    filters: Object.fromEntries(keys.map((key) => [key, params.getAll(key)])),
    literal: params.getAll("as"),
    sort: params.get("sort") === "date" ? "date" : "relevance",
  };
}

/**
 * Typing rewrites one history entry; Enter and buttons settle it, so that Back returns to it.
 */
export function writeAddress({ q, filters, literal, sort }, settled) {
  const params = new URLSearchParams();
  if (q) params.set("q", q);
  for (const [key, values] of Object.entries(filters)) {
    for (const value of values) params.append(key, value);
  }
  for (const text of literal) params.append("as", text);
  if (sort !== "relevance") params.set("sort", sort);
  const address = `${location.pathname}${String(params) && `?${params}`}`;
  const isNew = address !== location.pathname + location.search;
  if (isNew && history.state?.settled) history.pushState({ settled }, "", address);
  else history.replaceState({ settled }, "", address);
}

/** What the address says now is to be returned to. */
export const settleAddress = () => history.replaceState({ settled: true }, "");
