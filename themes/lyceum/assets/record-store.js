// The learning record in the browser's storage: one text of JSON for each site, as one computer may hold copies of
// several. Out of storage or a file come only entries that are checked: nobody vouches for either.
//
// An entry is what a learner did with one page: `id` (a UUID), `page` (its address), `title`, `type`, `done`, `at`
// (ISO time), `hours`, `minutes`, `towns`, `topics`, `rule` (of credits, by name), `note`.

const RECORD_MOST_ENTRIES = 5000;
const RECORD_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// Days are the county's, wherever the learner is, as on the page and in what is counted from it.
const CHINA_AHEAD_MS = 8 * 60 * 60 * 1000;

/** The most characters of a note. */
export const NOTE_LENGTH = 500;

const recordKey = (site) => `lyceum:${site}:record`;

/** Sixteen bytes as a UUID. */
export function recordIdOf(bytes) {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function newRecordId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return recordIdOf(bytes);
}

export const isRecordId = (value) => typeof value === "string" && RECORD_UUID.test(value);

/** The day of a time, `2026-11-25`. */
export const recordDay = (at) => new Date(Date.parse(at) + CHINA_AHEAD_MS).toISOString().slice(0, 10);

const textOf = (value, length) => (typeof value === "string" ? value.trim().slice(0, length) : "");

const amountOf = (value, most) =>
  (typeof value === "number" && value >= 0 && value <= most ? value : 0);

const textsOf = (value) =>
  (Array.isArray(value) ? value.slice(0, 20).map((one) => textOf(one, 80)).filter(Boolean) : []);

/** An entry with nothing in it but what an entry holds, or null where it is none. */
export function checkedEntry(value) {
  const page = textOf(value?.page, 500);
  const time = typeof value?.at === "string" ? Date.parse(value.at) : NaN;
  // Years of four digits: all else is a slip or a trick.
  const isDated = time >= 0 && time < Date.UTC(9999, 0);
  if (!page || !isDated || !isRecordId(value.id)) return null;
  return {
    id: value.id,
    page,
    title: textOf(value.title, 200) || page,
    type: textOf(value.type, 40),
    done: value.done === true,
    at: new Date(time).toISOString(),
    hours: amountOf(value.hours, 1000),
    minutes: amountOf(value.minutes, 100000),
    towns: textsOf(value.towns),
    topics: textsOf(value.topics),
    rule: textOf(value.rule, 200),
    note: textOf(value.note, NOTE_LENGTH),
  };
}

const emptyRecord = () => ({ learner: newRecordId(), entries: [], problem: "", raw: "" });

/**
 * What is kept for a site. `problem` is empty, `blocked` where the browser keeps nothing, `damaged` where what it
 * keeps (`raw`) cannot be read.
 */
export function readRecord(site) {
  const record = emptyRecord();
  let raw;
  try {
    raw = localStorage.getItem(recordKey(site));
  } catch {
    return { ...record, problem: "blocked" };
  }
  if (raw === null) return record;
  try {
    const kept = JSON.parse(raw);
    if (kept?.version !== 1 || !Array.isArray(kept.entries)) throw new TypeError("no record");
    const learner = isRecordId(kept.learner) ? kept.learner : record.learner;
    return { ...record, learner, entries: kept.entries.map(checkedEntry).filter(Boolean) };
  } catch {
    return { ...record, problem: "damaged", raw };
  }
}

/** Changes what is kept now, which another tab may have changed. Returns the problem, if any: as above, or `full`. */
export function changeRecord(site, change) {
  const { learner, entries, problem } = readRecord(site);
  if (problem) return problem;
  const changed = { learner, entries, ...change({ learner, entries }) };
  if (changed.entries.length > RECORD_MOST_ENTRIES) return "full";
  try {
    localStorage.setItem(recordKey(site), JSON.stringify({ version: 1, ...changed }));
    return "";
  } catch (error) {
    return error.name === "QuotaExceededError" ? "full" : "blocked";
  }
}

export function eraseRecord(site) {
  try {
    localStorage.removeItem(recordKey(site));
    return "";
  } catch {
    return "blocked";
  }
}

/** Calls back when another tab changes the record of a site. */
export function whenRecordChanges(site, callback) {
  addEventListener("storage", ({ key }) => {
    if (key === null || key === recordKey(site)) callback();
  });
}

/**
 * Entries of two records as one: a page once, done if it is so in one of them, with the first note there is.
 * `added` counts pages that are new or now done, `known` the others.
 */
export function mergeEntries(mine, theirs) {
  const entries = new Map(mine.map((entry) => [entry.page, entry]));
  let added = 0;
  let known = 0;
  for (const entry of theirs) {
    const own = entries.get(entry.page);
    const isNews = !own || (entry.done && !own.done);
    if (isNews) added += 1;
    else known += 1;
    const kept = isNews ? entry : own;
    entries.set(entry.page, { ...kept, note: own?.note || entry.note });
  }
  return { entries: [...entries.values()], added, known };
}
