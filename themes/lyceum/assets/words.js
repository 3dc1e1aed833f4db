// The theme's words, from the page (templates #search-words and [data-words]): the scripts have none of
// their own.

const templates = [...document.querySelectorAll("#search-words, [data-words]")];
const entries = templates.flatMap(({ content }) => [...content.children]);
const words = new Map(entries.map((data) => [data.value, data.textContent]));

export const word = (key, fallback = key) => words.get(key) ?? fallback;

/** A word with its blanks, such as {n}, filled in. */
export const say = (key, values) =>
  word(key).replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);

export const facetLabel = (key) => word(`facet_${key}`);

/** A term's own page is found too: its type is the taxonomy. */
export const typeLabel = (key) => word(`type_${key}`, facetLabel(key));

/** A filter's value as readers know it. */
export const valueLabel = (key, value) => (key === "type" ? typeLabel(value) : value);

export function element(name, text = "") {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}
