// Days as texts, 2026-11-28, which are in order as days are. It is China's time, wherever the reader is.

const MS_A_DAY = 86400000;

/** Now, as 2026-11-28T19:05. */
export const timeInChina = () => new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 16);

const at = (day) => Date.parse(`${day}T00:00:00Z`);

/** Monday and Sunday of a day's week. */
export function weekOf(day) {
  const monday = at(day) - ((new Date(at(day)).getUTCDay() + 6) % 7) * MS_A_DAY;
  return [monday, monday + 6 * MS_A_DAY].map((time) => new Date(time).toISOString().slice(0, 10));
}

export const daysBetween = (first, last) => Math.round((at(last) - at(first)) / MS_A_DAY);

/** A day without its year, in the page's language. */
export const dayLabel = (day) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", day: "numeric", timeZone: "UTC" })
    .format(at(day));
