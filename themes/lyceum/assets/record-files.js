// The learning record as files: statements in the shape of xAPI for programs, CSV for spreadsheets, a short form for
// QR codes. What is read back is as untrusted as any file: record-store.js checks each entry. docs/record.md has
// the forms.

import { checkedEntry, isRecordId, recordDay, recordIdOf } from "./record-store.js";
import { typeLabel, word } from "./words.js";

/** The largest text that is read, in characters and in bytes of a file. */
export const RECORD_MOST_TEXT = 2000000;

const XAPI = "http://adlnet.gov/expapi/";
const OWN_TERM = "urn:lyceum:";
const STATEMENTS_FORM = "lyceum-record";

/** Why a text is no record: `large`, `form` or `empty`. */
function refusal(code) {
  return Object.assign(new Error(code), { code });
}

const languageMap = (text) => ({ [document.documentElement.lang]: text });

function statementOf(entry, learner, site, hasNotes) {
  const verb = entry.done ? "completed" : "experienced";
  return {
    id: entry.id,
    actor: { objectType: "Agent", account: { homePage: site, name: learner } },
    verb: { id: `${XAPI}verbs/${verb}`, display: languageMap(word(`record_verb_${verb}`)) },
    object: {
      objectType: "Activity",
      id: entry.page,
      definition: {
        name: languageMap(entry.title),
        type: `${XAPI}activities/${entry.type === "course" ? "course" : "lesson"}`,
      },
    },
    result: {
      completion: entry.done,
      ...(entry.minutes > 0 && { duration: `PT${entry.minutes}M` }),
      ...(hasNotes && entry.note && { response: entry.note }),
    },
    context: {
      extensions: {
        [`${OWN_TERM}verified`]: false,
        [`${OWN_TERM}type`]: entry.type,
        [`${OWN_TERM}class-hours`]: entry.hours,
        [`${OWN_TERM}towns`]: entry.towns,
        [`${OWN_TERM}topics`]: entry.topics,
        [`${OWN_TERM}credit-rule`]: entry.rule,
      },
    },
    timestamp: entry.at,
  };
}

/** The record as a text of JSON. `site` is the address or name of the site. */
export function recordAsJson({ entries, learner }, site, hasNotes) {
  const statements = entries.map((entry) => statementOf(entry, learner, site, hasNotes));
  const about = { form: STATEMENTS_FORM, version: 1, site, exported: new Date().toISOString(), verified: false };
  return `${JSON.stringify({ ...about, statements }, null, 1)}\n`;
}

const firstText = (map) => (map && typeof map === "object" ? Object.values(map)[0] : undefined);

function minutesOf(duration) {
  const parts = /^PT(?:(\d{1,5})H)?(?:(\d{1,6})M)?$/.exec(duration);
  return parts ? Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0) : 0;
}

function entryOf(statement) {
  const own = statement?.context?.extensions ?? {};
  return checkedEntry({
    id: statement?.id,
    page: statement?.object?.id,
    title: firstText(statement?.object?.definition?.name),
    type: own[`${OWN_TERM}type`],
    done: statement?.verb?.id === `${XAPI}verbs/completed`,
    at: statement?.timestamp,
    hours: own[`${OWN_TERM}class-hours`],
    minutes: minutesOf(statement?.result?.duration),
    towns: own[`${OWN_TERM}towns`],
    topics: own[`${OWN_TERM}topics`],
    rule: own[`${OWN_TERM}credit-rule`],
    note: statement?.result?.response,
  });
}

/**
 * The entries of a text of JSON, and how many were refused. Throws an error whose `code` says why it is no record.
 */
export function recordFromJson(text) {
  if (text.length > RECORD_MOST_TEXT) throw refusal("large");
  let parsed;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw refusal("form");
  }
  if (parsed?.form !== STATEMENTS_FORM || !Array.isArray(parsed.statements)) throw refusal("form");
  if (!parsed.statements.length) throw refusal("empty");
  const entries = parsed.statements.map(entryOf).filter(Boolean);
  if (!entries.length) throw refusal("form");
  const learner = parsed.statements[0]?.actor?.account?.name;
  return {
    entries,
    learner: isRecordId(learner) ? learner : "",
    refused: parsed.statements.length - entries.length,
  };
}

// A spreadsheet takes a cell that begins so for a formula, whoever wrote it.
const csvCell = (value) => {
  const text = String(value).replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};

/** The record as CSV, with the mark by which Excel knows UTF-8. */
export function recordAsCsv({ entries }, hasNotes) {
  const columns = [
    ["date", ({ at }) => recordDay(at)],
    ["title", ({ title }) => title],
    ["type", ({ type }) => (type ? typeLabel(type) : "")],
    ["state", ({ done }) => word(done ? "record_verb_completed" : "record_verb_experienced")],
    ["hours", ({ hours }) => hours],
    ["minutes", ({ minutes }) => minutes],
    ["towns", ({ towns }) => towns.join(";")],
    ["topics", ({ topics }) => topics.join(";")],
    ["page", ({ page }) => page],
    ["note", ({ note }) => (hasNotes ? note : "")],
    ["id", ({ id }) => id],
  ];
  const rows = entries.map((entry) => columns.map(([, value]) => value(entry)));
  const lines = [columns.map(([key]) => word(`record_csv_${key}`)), ...rows];
  return `\uFEFF${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

// Entries and their fields in an address: neither sign stands in what it separates.
const PACK_ENTRY = "!";
const PACK_FIELD = "*";
const MINUTE_MS = 60 * 1000;

const packBytes = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const unpackBytes = (letters) =>
  Uint8Array.from(atob(letters.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const packId = (id) => packBytes(id.replace(/-/g, "").match(/../g).map((hex) => parseInt(hex, 16)));

const packText = (text) =>
  encodeURI(text).replace(/[!*#]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** The record in few letters that an address may hold; without notes, towns, topics and rules. */
export function packRecord({ entries, learner }, base) {
  const packed = entries.map(({ id, page, title, type, done, at, hours, minutes }) => [
    packId(id),
    packText(base && page.startsWith(base) ? page.slice(base.length) : page),
    // A third of what percent signs make of Chinese.
    packBytes(new TextEncoder().encode(title)),
    packText(type),
    done ? 1 : 0,
    Math.floor(Date.parse(at) / MINUTE_MS).toString(36),
    hours,
    minutes,
  ].join(PACK_FIELD));
  return [packId(learner), ...packed].join(PACK_ENTRY);
}

function unpackEntry(packed, base) {
  const [id, page, title, type, done, at, hours, minutes] = packed.split(PACK_FIELD);
  const address = decodeURIComponent(page);
  return checkedEntry({
    id: recordIdOf(unpackBytes(id)),
    page: /^[a-z]+:/i.test(address) ? address : `${base}${address}`,
    title: new TextDecoder().decode(unpackBytes(title)),
    type: decodeURIComponent(type),
    done: done === "1",
    at: new Date(parseInt(at, 36) * MINUTE_MS).toISOString(),
    hours: Number(hours),
    minutes: Number(minutes),
  });
}

/** What packRecord packed, or null. */
export function unpackRecord(packed, base) {
  if (packed.length > RECORD_MOST_TEXT) return null;
  try {
    const [writer, ...rows] = packed.split(PACK_ENTRY);
    const learner = recordIdOf(unpackBytes(writer));
    const entries = rows.map((row) => unpackEntry(row, base)).filter(Boolean);
    return { entries, learner: isRecordId(learner) ? learner : "", refused: rows.length - entries.length };
  } catch {
    return null;
  }
}
