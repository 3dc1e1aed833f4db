// The answer card: the one thing that was meant, with what was asked of it first.

import { element, typeLabel, word } from "./words.js";

// Venues keep the hours of the county, wherever the reader is.
const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Shanghai",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export function cardElement({ url, title, type, rows, open }, intent) {
  const template = document.getElementById("search-card-content");
  const card = template.content.cloneNode(true).firstElementChild;
  const [badge, link, hours, list] = [".badge", "h2 a", ".open", "dl"].map((selector) =>
    card.querySelector(selector));
  badge.textContent = typeLabel(type);
  link.href = url;
  link.textContent = title;
  card.setAttribute("aria-label", title);
  const isAsked = (row) => intent !== null && row.intent === intent;
  const ordered = [...rows.filter(isAsked), ...rows.filter((row) => !isAsked(row))];
  list.append(...ordered.map((row) => rowElement(row, isAsked(row))));
  list.hidden = !rows.length;
  if (open) {
    const isOpen = isOpenAt(open, new Date());
    const state = element("strong", word(isOpen ? "search_open" : "search_closed"));
    hours.append(state, " ", word("search_open_confirm"));
    hours.hidden = false;
  }
  return card;
}

function rowElement({ label, value, url }, asked) {
  const row = element("div");
  const answer = element("dd", url ? "" : value);
  if (url) {
    const link = element("a", value);
    link.href = url;
    answer.append(link);
  }
  row.classList.toggle("asked", asked);
  row.append(element("dt", label), answer);
  return row;
}

/** @param {[number, string, string][]} week weekday from 1, opening and closing time, `09:00` */
function isOpenAt(week, moment) {
  const parts = Object.fromEntries(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
  const today = WEEKDAYS.indexOf(parts.weekday) + 1;
  const time = `${parts.hour}:${parts.minute}`;
  return week.some(([weekday, from, to]) => weekday === today && from <= time && time < to);
}
