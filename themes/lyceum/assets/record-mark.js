// On a page that can be learned: marks it as done in the learning record, with a note. Without this script, and in a
// browser that keeps nothing, there is no button.

import { changeRecord, NOTE_LENGTH, newRecordId, readRecord, whenRecordChanges } from "./record-store.js";
import { say, word } from "./words.js";

const markBox = document.getElementById("mark-done");
const markSite = document.documentElement.dataset.site;
const [markState, markButton, markNotes, markNote, markKeep, markTold] = [
  ".mark-state", ".mark-button", "details", "textarea", ".mark-keep", "[role=status]",
].map((selector) => markBox.querySelector(selector));

const markList = (text) => text.split(";").filter(Boolean);

/** The page as an entry, as it is today. */
function markedPage() {
  const { page, title, type, hours, minutes, towns, topics, rule } = markBox.dataset;
  return {
    id: newRecordId(),
    page,
    title,
    type,
    done: false,
    at: new Date().toISOString(),
    hours: Number(hours),
    minutes: Number(minutes),
    towns: markList(towns),
    topics: markList(topics),
    rule,
    note: "",
  };
}

const markedIn = ({ entries }) => entries.find(({ page }) => page === markBox.dataset.page);
const markedEntry = () => markedIn(readRecord(markSite));

/** The day, the class hours and the minutes of an entry in words. */
function markedWords({ at, hours, minutes }) {
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "Asia/Shanghai" });
  return [
    day.format(new Date(at)),
    hours > 0 && say("mark_hours", { n: hours }),
    minutes > 0 && say("mark_minutes", { n: minutes }),
  ].filter(Boolean).join(word("mark_comma"));
}

function showMark() {
  const record = readRecord(markSite);
  const { problem } = record;
  const entry = markedIn(record);
  const isDone = Boolean(entry?.done);
  markBox.classList.toggle("mark-is-done", isDone);
  markState.textContent = isDone ? say("mark_is_done", { when: markedWords(entry) }) : word("mark_hint");
  markButton.textContent = word(isDone ? "mark_undo" : "mark_do");
  if (document.activeElement !== markNote) markNote.value = entry?.note ?? "";
  // What cannot be kept is not offered.
  markButton.hidden = Boolean(problem);
  markNotes.hidden = Boolean(problem);
  if (problem) markState.textContent = word(`mark_problem_${problem}`);
}

/** Keeps the page with changes; without a note and not done it is nothing to keep. */
function changeMark(changes, told) {
  const problem = changeRecord(markSite, ({ entries }) => {
    const own = markedIn({ entries });
    // What is done today is done with today's hours.
    const base = changes.done ? { ...markedPage(), note: own?.note ?? "" } : own ?? markedPage();
    const changed = { ...base, ...changes };
    const others = entries.filter(({ page }) => page !== changed.page);
    return { entries: changed.done || changed.note ? [...others, changed] : others };
  });
  showMark();
  markTold.textContent = word(problem ? `mark_problem_${problem}` : told);
}

function keepNote() {
  const note = markNote.value.trim().slice(0, NOTE_LENGTH);
  if (note !== (markedEntry()?.note ?? "")) changeMark({ note }, note ? "mark_note_kept" : "mark_note_gone");
}

markButton.addEventListener("click", () => {
  const isDone = Boolean(markedEntry()?.done);
  changeMark({ done: !isDone }, isDone ? "mark_undone" : "mark_kept");
});
markNote.maxLength = NOTE_LENGTH;
markNote.addEventListener("change", keepNote);
markKeep.addEventListener("click", keepNote);
whenRecordChanges(markSite, showMark);
showMark();
markBox.hidden = false;
