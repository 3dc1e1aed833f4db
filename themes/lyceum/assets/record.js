// The page of the learning record: shows what this browser keeps, hands it out, takes it back, erases it. Works from
// file:// too. What comes from storage or a file is written as text alone.

import { qrCode } from "./qr.js";
import { fillClaim } from "./record-claim.js";
import {
  packRecord, recordAsCsv, recordAsJson, recordFromJson, RECORD_MOST_TEXT, unpackRecord,
} from "./record-files.js";
import {
  changeRecord, eraseRecord, mergeEntries, NOTE_LENGTH, readRecord, recordDay, whenRecordChanges,
} from "./record-store.js";
import { element, facetLabel, say, typeLabel, word } from "./words.js";

const recordPage = document.getElementById("record");
const recordSite = document.documentElement.dataset.site;
const recordBase = recordPage.dataset.base;
const [recordProblem, recordOffer, recordEmpty, recordHome, recordSums, recordDays, recordTake, recordText,
  recordCodeBox, recordClaim, recordBring, recordErasing] = [
  "problem", "offer", "empty", "home", "sums", "days", "take", "text", "code", "claim", "bring", "erase",
].map((name) => document.getElementById(`record-${name}`));
const recordCopyBox = document.getElementById("record-copy");
const claimRule = document.getElementById("claim-rule");

const recordDayFormat = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" });

function refill(node, ...children) {
  node.textContent = "";
  node.append(...children);
}

/**
 * Says in a part of the page what happened there, perhaps with a button that takes it back; at the top where that
 * part is gone with what was in it.
 */
function tellRecord(part, text, ...more) {
  document.querySelectorAll(".record-told").forEach((told) => refill(told));
  refill((part.hidden ? document : part).querySelector(".record-told"), text, ...more);
}

function tellProblem(problem) {
  recordProblem.textContent = problem ? word(problem === "damaged" ? "record_damaged" : `mark_problem_${problem}`) : "";
  recordProblem.hidden = !problem;
}

/** Changes the record, shows it, and says what was wrong. Whether it worked. */
function changeAndShow(change) {
  const problem = changeRecord(recordSite, change);
  showRecord();
  if (problem) tellProblem(problem);
  return !problem;
}

// Showing.

/** The address of a page of this site in this copy of it; none for any other. */
function pageLink(page) {
  if (!recordBase || !page.startsWith(recordBase)) return "";
  const root = new URL(".", recordHome.href).href;
  const link = new URL(page.slice(recordBase.length).replace(/^\/+/, ""), root).href;
  if (!link.startsWith(root)) return "";
  return location.protocol === "file:" && link.endsWith("/") ? `${link}index.html` : link;
}

const sumOf = (entries, key) => Math.round(entries.reduce((sum, entry) => sum + entry[key], 0) * 100) / 100;

function sumRow(label, value) {
  const row = element("div");
  row.append(element("dt", label), element("dd", value));
  return row;
}

function groupPanel(key, entries) {
  const groups = new Map();
  for (const entry of entries) {
    for (const name of entry[key]) groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  const panel = element("section");
  panel.className = "panel";
  const list = element("ul");
  list.append(...[...groups].map(([name, own]) => {
    const sums = { n: own.length, hours: sumOf(own, "hours"), minutes: sumOf(own, "minutes") };
    const item = element("li");
    item.append(element("strong", name), " ", element("small", say("record_group", sums)));
    return item;
  }));
  panel.append(element("h3", facetLabel(key === "towns" ? "town" : "topic")), list);
  return groups.size ? [panel] : [];
}

function entryItem(entry) {
  const item = document.getElementById("record-entry").content.cloneNode(true).firstElementChild;
  const [link, about, shown, note] = ["a", "small", ".record-note-shown", "textarea"].map((selector) =>
    item.querySelector(selector));
  item.dataset.page = entry.page;
  link.textContent = entry.title;
  const address = pageLink(entry.page);
  if (address) link.href = address;
  about.textContent = [
    entry.type && typeLabel(entry.type),
    !entry.done && word("record_seen"),
    entry.done && entry.hours > 0 && say("mark_hours", { n: entry.hours }),
    entry.done && entry.minutes > 0 && say("mark_minutes", { n: entry.minutes }),
  ].filter(Boolean).join(word("mark_comma"));
  shown.textContent = entry.note;
  shown.hidden = !entry.note;
  note.value = entry.note;
  note.maxLength = NOTE_LENGTH;
  return item;
}

/** Entries by day, the newest first. */
const inOrder = (entries) => [...entries].sort((a, b) => (a.at < b.at ? 1 : -1));

function showRecord() {
  const { entries, problem, raw } = readRecord(recordSite);
  const done = entries.filter((entry) => entry.done);
  tellProblem(problem);
  if (problem === "damaged") showText(raw);
  recordPage.hidden = problem === "blocked";
  recordEmpty.hidden = Boolean(entries.length || problem);
  for (const part of [recordSums, recordDays, recordTake, recordClaim]) part.hidden = !entries.length;
  // The text of a damaged record is all there is to take.
  if (problem === "damaged") recordTake.hidden = false;
  recordErasing.hidden = !entries.length && problem !== "damaged";

  const minutes = sumOf(done, "minutes");
  const seen = entries.length - done.length;
  refill(recordSums.querySelector("dl"), ...[
    sumRow(word("record_sum_pages"), say("record_sum_pages_value", { n: done.length })),
    sumRow(word("record_sum_hours"), sumOf(done, "hours")),
    sumRow(word("record_sum_minutes"), say("record_time", { h: Math.floor(minutes / 60), m: minutes % 60 })),
    seen > 0 && sumRow(word("record_sum_seen"), say("record_sum_pages_value", { n: seen })),
  ].filter(Boolean));
  const panels = [...groupPanel("towns", done), ...groupPanel("topics", done)];
  recordSums.querySelector("details").hidden = !panels.length;
  refill(recordSums.querySelector(".panels"), ...panels);

  const days = new Map();
  for (const entry of inOrder(entries)) {
    const day = recordDay(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  refill(recordDays.querySelector("div"), ...[...days].flatMap(([day, own]) => {
    const list = element("ul");
    list.className = "record-entries";
    list.append(...own.map(entryItem));
    return [element("h3", recordDayFormat.format(new Date(day))), list];
  }));
  showClaim();
}

function showClaim() {
  fillClaim(document.getElementById("claim-sheet"), inOrder(readRecord(recordSite).entries).reverse(), claimRule?.value ?? "");
}

function showText(text) {
  recordText.value = text;
  recordCopyBox.hidden = false;
}

// One entry.

function keepRecordNote(item) {
  const note = item.querySelector("textarea").value.trim().slice(0, NOTE_LENGTH);
  const { page } = item.dataset;
  const kept = changeAndShow(({ entries }) => ({
    // A page that was only noted, and no more, is nothing.
    entries: entries.map((entry) => (entry.page === page ? { ...entry, note } : entry)).filter((entry) => entry.done || entry.note),
  }));
  if (kept) tellRecord(recordDays, word(note ? "mark_note_kept" : "mark_note_gone"));
}

function removeEntry(item) {
  const gone = readRecord(recordSite).entries.find(({ page }) => page === item.dataset.page);
  if (!gone || !changeAndShow(({ entries }) => ({ entries: entries.filter(({ page }) => page !== gone.page) }))) return;
  const back = element("button", word("record_put_back"));
  back.type = "button";
  back.className = "button";
  back.addEventListener("click", () => {
    if (changeAndShow(({ entries }) => ({ entries: [...entries, gone] }))) tellRecord(recordDays, word("record_was_put_back"));
  });
  tellRecord(recordDays, say("record_removed", { title: gone.title }), back);
  back.focus();
}

recordDays.addEventListener("click", ({ target }) => {
  const item = target.closest("li");
  if (target.value === "keep") keepRecordNote(item);
  else if (target.value === "remove") removeEntry(item);
});

// Taking a copy.

function offerDownload(text, type, extension) {
  const name = `${word("record_file_name")}-${recordDay(new Date().toISOString())}.${extension}`;
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  tellRecord(recordTake, say("record_downloading", { name }));
}

async function copyRecord(text) {
  showText(text);
  recordText.focus();
  recordText.select();
  let isCopied = false;
  try {
    await navigator.clipboard.writeText(text);
    isCopied = true;
  } catch {
    // Pages that are not from https have no clipboard, and old browsers only this.
    isCopied = document.execCommand("copy");
  }
  tellRecord(recordTake, word(isCopied ? "record_copied" : "record_not_copied"));
}

function showCode(record) {
  const address = location.protocol === "file:" ? recordPage.dataset.page : location.href.replace(/#.*/, "");
  if (!/^https?:/.test(address)) {
    tellRecord(recordTake, word("record_code_no_address"));
    return;
  }
  const modules = qrCode(`${address}#take=${packRecord(record, recordBase)}`);
  recordCodeBox.hidden = !modules;
  tellRecord(recordTake, word(modules ? "record_code_shown" : "record_code_too_big"));
  if (modules) refill(recordCodeBox.querySelector("div"), codeImage(modules));
}

/** Black on white in every mode, or scanners do not see it. */
function codeImage(modules) {
  const make = (name, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const quiet = 4;
  const size = modules.length + 2 * quiet;
  const dark = modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + quiet} ${y + quiet}h1v1h-1z`] : [])));
  const image = make("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": word("record_code"), "shape-rendering": "crispEdges" });
  image.append(make("rect", { width: size, height: size, fill: "#fff" }), make("path", { d: dark.join(""), fill: "#000" }));
  return image;
}

/** Prints one part of the page, `list` or `claim`; the browser's own command prints the list. */
function printPart(part) {
  document.body.dataset.print = part;
  addEventListener("afterprint", () => delete document.body.dataset.print, { once: true });
  print();
}

recordTake.addEventListener("click", ({ target }) => {
  if (target.tagName !== "BUTTON") return;
  const record = readRecord(recordSite);
  const hasNotes = document.getElementById("record-with-notes").checked;
  const shown = { ...record, entries: inOrder(record.entries) };
  const actions = {
    json: () => offerDownload(recordAsJson(shown, recordSite, hasNotes), "application/json", "json"),
    csv: () => offerDownload(recordAsCsv(shown, hasNotes), "text/csv", "csv"),
    copy: () => copyRecord(record.raw || recordAsJson(shown, recordSite, hasNotes)),
    code: () => showCode(shown),
    print: () => printPart("list"),
  };
  actions[target.value]();
});
document.getElementById("claim-print").addEventListener("click", () => printPart("claim"));
claimRule?.addEventListener("change", showClaim);

// Taking it back.

function takeIn(part, { entries: theirs, learner: writer, refused }) {
  let counts;
  const worked = changeAndShow(({ learner, entries }) => {
    counts = mergeEntries(entries, theirs);
    // The same learner on another device keeps their number.
    return { entries: counts.entries, learner: entries.length || !writer ? learner : writer };
  });
  if (!worked) return;
  tellRecord(part, say("record_merged", counts) + (refused ? ` ${say("record_merged_refused", { n: refused })}` : ""));
}

function takeRecordText(text) {
  try {
    takeIn(recordBring, recordFromJson(text));
  } catch (error) {
    tellRecord(recordBring, word(`record_refused_${error.code ?? "form"}`));
  }
}

document.getElementById("record-file").addEventListener("change", ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  if (file.size > RECORD_MOST_TEXT) {
    tellRecord(recordBring, word("record_refused_large"));
  } else {
    file.text().then(takeRecordText, () => tellRecord(recordBring, word("record_refused_form")));
  }
  // The same file again is a change, too.
  target.value = "";
});
document.getElementById("record-paste").addEventListener("click", () =>
  takeRecordText(document.getElementById("record-pasted").value));

/** A code was scanned: its entries are in the address, and come in only when the learner says so. */
function showOffer() {
  const packed = /^#take=(.+)$/.exec(location.hash);
  const offered = packed && unpackRecord(packed[1], recordBase);
  recordOffer.hidden = !offered?.entries.length;
  if (recordOffer.hidden) return;
  recordOffer.querySelector(".notice-title").textContent = say("record_offer", { n: offered.entries.length });
  recordOffer.onclick = ({ target }) => {
    if (target.tagName !== "BUTTON") return;
    recordOffer.hidden = true;
    // Coming back to the page is not scanning once more.
    history.replaceState(null, "", location.pathname + location.search);
    if (target.value === "take") takeIn(document, offered);
  };
}

// Erasing.

recordErasing.addEventListener("click", ({ target }) => {
  if (target.tagName !== "BUTTON") return;
  const [ask, sure] = [recordErasing.querySelector("[value=ask]"), recordErasing.querySelector(".notice")];
  sure.hidden = target.value !== "ask";
  if (target.value === "ask") {
    sure.querySelector("[value=no]").focus();
  } else if (target.value === "no") {
    ask.focus();
  } else {
    const problem = eraseRecord(recordSite);
    recordCopyBox.hidden = true;
    recordCodeBox.hidden = true;
    showRecord();
    if (problem) tellProblem(problem);
    else tellRecord(document, word("record_erased"));
    recordHome.focus();
  }
});

addEventListener("hashchange", showOffer);
whenRecordChanges(recordSite, showRecord);
showRecord();
showOffer();
