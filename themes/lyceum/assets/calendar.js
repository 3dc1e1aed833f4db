// The calendar page and its months. They are made on the day of the build and read later: this script
// takes out or marks what is over by the reader's clock, puts this week first, and filters. What is chosen
// stands in the address.

import { dayLabel, daysBetween, timeInChina, weekOf } from "./days.js";
import { element, say, word } from "./words.js";

// Then a calendar is said to be old.
const STALE_AFTER_DAYS = 14;

const calendar = document.getElementById("calendar");
const week = document.getElementById("calendar-week");
const form = document.getElementById("calendar-filters");
const none = document.getElementById("calendar-none");
const status = document.getElementById("calendar-status");

// A clock that is behind the build is wrong.
const clock = timeInChina();
const { built } = calendar.dataset;
const now = clock > built ? clock : `${built}T00:00`;
const today = now.slice(0, 10);

const badge = (text) => {
  const node = element("strong", text);
  node.className = "badge";
  return node;
};

function markOver() {
  for (const entry of calendar.querySelectorAll(".occurrence")) {
    const { over } = entry.dataset;
    if (over > now) continue;
    if (week && over.slice(0, 10) < today) {
      entry.remove();
    } else {
      entry.classList.add("is-over");
      entry.querySelector(".meta").prepend(badge(word("calendar_over")));
    }
  }
}

/** Moves what has come into this week, and tells which week it is. */
function settleWeek() {
  const [first, last] = weekOf(today);
  const list = week.querySelector("ul");
  for (const entry of calendar.querySelectorAll("section:not(#calendar-week) .occurrence")) {
    if (entry.dataset.first <= last) list.append(entry);
  }
  week.querySelector("h2 small").textContent = `${dayLabel(first)}–${dayLabel(last)}`;
  let empty = week.querySelector(".calendar-empty");
  if (!list.children.length && !empty) {
    empty = element("p", word("calendar_week_empty"));
    empty.className = "calendar-empty";
    week.append(empty);
  } else if (list.children.length && empty) {
    empty.remove();
  }
}

function markToday() {
  const time = calendar.querySelector(`[data-day="${today}"] > time`);
  if (!time) return;
  time.parentElement.classList.add("today");
  time.parentElement.classList.remove("free");
  time.append(" ", badge(word("calendar_today")));
}

function tellAge() {
  const days = daysBetween(built, today);
  if (days > STALE_AFTER_DAYS) {
    document.getElementById("calendar-stale").textContent = say("calendar_stale", { n: days });
  }
}

// Filters.

const selects = form ? [...form.querySelectorAll("select")] : [];

function filter(isAsked) {
  const chosen = selects.filter(({ value }) => value);
  let count = 0;
  for (const entry of calendar.querySelectorAll(".occurrence")) {
    const fits = chosen.every(({ name, value }) => entry.dataset[name].split("|").includes(value));
    entry.hidden = !fits;
    if (fits) count += 1;
  }
  // Sections and days of which nothing is left.
  for (const part of calendar.querySelectorAll("section, [data-day]")) {
    const isEmpty = !part.querySelector(".occurrence:not([hidden])");
    if (part.dataset.day) part.classList.toggle("free", isEmpty && !part.classList.contains("today"));
    else part.hidden = isEmpty && (chosen.length > 0 || part !== week);
  }
  none.hidden = count > 0 || !chosen.length;
  status.textContent = !isAsked ? "" : count ? say("calendar_count", { n: count }) : word("calendar_none");
}

function readAddress() {
  const params = new URLSearchParams(location.search);
  for (const select of selects) {
    select.value = params.get(select.name) ?? "";
    // A town that has nothing here is not among the choices.
    if (select.selectedIndex < 0) select.value = "";
  }
}

function writeAddress() {
  const params = new URLSearchParams(location.search);
  for (const { name, value } of selects) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  const query = params.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  passOn();
}

/** Another month is filtered as this one is. */
function passOn() {
  for (const link of document.querySelectorAll(".month-nav a, main > nav .chips a, .agenda h2 a")) {
    const address = new URL(link.href);
    address.search = location.search;
    link.href = address.href;
  }
}

markOver();
if (week) settleWeek();
markToday();
tellAge();
if (form) {
  readAddress();
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    writeAddress();
    filter(true);
  });
  none.querySelector("button").addEventListener("click", () => {
    for (const select of selects) select.value = "";
    writeAddress();
    filter(true);
    selects[0].focus();
  });
  passOn();
}
filter(selects.some(({ value }) => value));
