// The claim sheet: what was done as a table to print, with an estimate of the credits where a rule of the site's
// data says how. No rule, no number.

import { recordDay } from "./record-store.js";
import { element, word } from "./words.js";

const claimRules = () =>
  [...document.querySelectorAll("#claim-rules li")].map(({ dataset: { name, hours, from, until } }) => ({
    name, hours: Number(hours), from: from.slice(0, 10), until: until.slice(0, 10),
  }));

/** The credits of an entry as a number, or in words why there are none. `chosen` is for entries that name no rule. */
function creditsOf(entry, rules, chosen) {
  const name = entry.rule || chosen;
  const own = rules.filter((rule) => rule.name === name);
  if (!own.length || !(entry.hours > 0)) return word("claim_none");
  const day = recordDay(entry.at);
  const rule = own.find(({ from, until }) => from <= day && (!until || day <= until));
  return rule ? entry.hours / rule.hours : word("claim_not_in_force");
}

const claimNumber = (value) => (typeof value === "number" ? String(Math.round(value * 100) / 100) : value);

/** Fills the sheet; `entries` are in the order of the table. */
export function fillClaim(sheet, entries, chosen) {
  const rules = claimRules();
  const done = entries.filter((entry) => entry.done);
  const body = sheet.querySelector("tbody");
  body.textContent = "";
  const sums = { hours: 0, minutes: 0, credits: 0, estimated: 0 };
  for (const [at, entry] of done.entries()) {
    const credits = creditsOf(entry, rules, chosen);
    sums.hours += entry.hours;
    sums.minutes += entry.minutes;
    if (typeof credits === "number") {
      sums.credits += credits;
      sums.estimated += 1;
    }
    const row = element("tr");
    const cells = [at + 1, recordDay(entry.at), entry.title, entry.hours || "", entry.minutes || "", claimNumber(credits), ""];
    row.append(...cells.map((cell) => element("td", cell)));
    body.append(row);
  }
  if (!done.length) {
    const row = element("tr");
    const cell = element("td", word("claim_empty"));
    cell.colSpan = 7;
    row.append(cell);
    body.append(row);
  }
  const [hours, minutes, credits] = sheet.querySelectorAll("tfoot td");
  hours.textContent = claimNumber(sums.hours);
  minutes.textContent = sums.minutes;
  credits.textContent = sums.estimated ? claimNumber(sums.credits) : word("claim_none");
}
