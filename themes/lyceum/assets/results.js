// The parts of an answer as elements: results, filters, what was understood.

import { element, facetLabel, say, typeLabel, valueLabel } from "./words.js";

const dayFormat = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "long",
  timeZone: "UTC",
});

export function resultElement(result) {
  const template = document.getElementById("search-result");
  const item = template.content.cloneNode(true).firstElementChild;
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
  // The engine escapes an excerpt and adds nothing but <mark>.
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

/** One group of buttons for each filter that divides the results; `filters` are the chosen ones. */
export function facetGroups(counts, filters) {
  return Object.entries(filters).flatMap(([key, chosen]) => {
    const values = [...(counts[key] ?? [])];
    for (const value of chosen) {
      if (!values.some((one) => one.value === value)) values.unshift({ value, count: 0 });
    }
    if (values.length < 2 && !chosen.length) return [];
    const group = element("div");
    const title = facetLabel(key);
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", title);
    const chips = values.map(({ value, count }) => facetButton(key, value, count, chosen));
    group.append(element("h2", title), ...chips);
    return group;
  });
}

function facetButton(key, value, count, chosen) {
  const button = chip(valueLabel(key, value), value);
  button.dataset.facet = key;
  button.setAttribute("aria-pressed", chosen.includes(value));
  button.append(" ", element("small", count));
  return button;
}

/** Words of the query that were taken as a filter, each a button that takes that back. */
export function understoodButton({ text, key, value }) {
  const values = { label: facetLabel(key), value: key === "date" ? days(value) : valueLabel(key, value) };
  const button = chip(say("search_understood", values), text);
  button.setAttribute("aria-label", say("search_understood_remove", values));
  const cross = element("span", "×");
  cross.setAttribute("aria-hidden", true);
  button.append(" ", cross);
  return button;
}

/** `2026-11-21`, or `2026-11-21/2026-11-27`. */
function days(value) {
  const [first, last = first] = value.split("/").map((day) => new Date(day));
  return dayFormat.formatRange(first, last);
}

function chip(label, value) {
  const button = element("button", label);
  button.type = "button";
  button.className = "chip";
  button.value = value;
  return button;
}
