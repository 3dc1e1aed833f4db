// Reads a page aloud, a block at a time, where the browser has a Chinese voice. Without one there is no
// button: a voice that reads Chinese as English is worse than none.

import { element, word } from "./words.js";

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, td, th, figcaption, blockquote";
const SKIPPED = "nav, form, noscript, .page-footer, .print-only, .read-aloud, [hidden], [aria-hidden=true]";

const article = document.querySelector("article.page");
const speech = window.speechSynthesis;
let button;

const chineseVoice = () =>
  speech.getVoices().find((voice) => /^(zh|cmn)/i.test(voice.lang) && !/HK|TW|yue/i.test(voice.lang));

/** The blocks that hold text of their own, not only other blocks. */
function blocks() {
  return [...article.querySelectorAll(BLOCKS)].filter(
    (block) =>
      !block.closest(SKIPPED)
      && !block.querySelector(BLOCKS)
      && block.textContent.trim()
      // What is folded away is not read.
      && block.getClientRects().length,
  );
}

let stopped = true;
let marked;

function mark(block) {
  marked?.classList.remove("being-read");
  block?.classList.add("being-read");
  marked = block;
}

function stop() {
  stopped = true;
  speech.cancel();
  mark(undefined);
  button.textContent = word("read_aloud");
  button.setAttribute("aria-pressed", "false");
}

function read(rest) {
  const [block, ...later] = rest;
  if (stopped) return;
  if (!block) {
    stop();
    return;
  }
  const voice = chineseVoice();
  const utterance = new SpeechSynthesisUtterance(block.textContent.trim());
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.rate = 0.9;
  utterance.onend = () => read(later);
  utterance.onerror = () => { if (!stopped) stop(); };
  mark(block);
  block.scrollIntoView({ block: "nearest" });
  speech.speak(utterance);
}

function offer() {
  if (button || !chineseVoice()) return;
  button = element("button", word("read_aloud"));
  button.type = "button";
  button.className = "button read-aloud";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    if (!stopped) {
      stop();
      return;
    }
    stopped = false;
    button.textContent = word("read_aloud_stop");
    button.setAttribute("aria-pressed", "true");
    read(blocks());
  });
  article.querySelector(".page-header").append(button);
  addEventListener("pagehide", stop);
}

if (article && speech) {
  offer();
  speech.addEventListener?.("voiceschanged", offer);
}
