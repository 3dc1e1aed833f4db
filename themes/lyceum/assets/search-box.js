// Search boxes: every box of the site offers suggestions (ARIA's combobox with a listbox). Choosing one
// opens its page or searches for it. Without this script a box is a plain form; without the engine it
// offers nothing, and the search page says why.

import { element, typeLabel, word } from "./words.js";

const SUGGESTIONS = 8;
const TYPING_PAUSE_MS = 150;

let opening;

/** The address of the engine's script, which lies in the search folder. */
export const engineAddress = (form) => new URL(form.dataset.engine, location.href).href;

/** The engine of the site, fetched when it is first wanted. A failure is not remembered. */
export function openEngine(form) {
  opening ??= open(engineAddress(form)).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function open(script) {
  const module = await import(script).catch((cause) => {
    throw Object.assign(new Error("no search module", { cause }), { code: "missing-file" });
  });
  return module.open({ base: new URL(".", script).href });
}

/**
 * Calls back when the reader pauses, and never on half-written pinyin: while an input method composes,
 * what stands in the box is no query. Returns how to call that off.
 */
export function whenTyped(box, callback) {
  let pause;
  let composing = false;
  const callOff = () => clearTimeout(pause);
  const changed = () => {
    callOff();
    if (!composing) pause = setTimeout(callback, TYPING_PAUSE_MS);
  };
  box.addEventListener("input", changed);
  box.addEventListener("compositionstart", () => {
    composing = true;
    callOff();
  });
  box.addEventListener("compositionend", () => {
    composing = false;
    changed();
  });
  return callOff;
}

function addSuggestions(box) {
  const { form } = box;
  const list = element("ul");
  let offered = [];
  let active = -1;
  let asking = new AbortController();

  function show(suggestions) {
    offered = suggestions;
    list.replaceChildren(...suggestions.map(option));
    list.hidden = !suggestions.length;
    box.setAttribute("aria-expanded", !list.hidden);
    activate(-1);
  }

  function option({ text, html, type, pinyin, by }, index) {
    const item = element("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    const name = element("span", text);
    // The engine escapes a suggestion and adds nothing but <mark>.
    if (html) name.innerHTML = html;
    const details = [
      by === "sound" && word("suggest_sound"),
      by !== "text" && pinyin,
      type !== "term" && typeLabel(type),
    ];
    item.append(name, " ", element("small", details.filter(Boolean).join(" ")));
    return item;
  }

  function activate(index) {
    active = index;
    for (const [at, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", at === index);
      if (at === index) item.scrollIntoView({ block: "nearest" });
    }
    if (index < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[index].id);
  }

  async function suggest() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const text = box.value.trim();
    const suggestions = text
      ? openEngine(form).then((engine) => engine.suggest(text, { limit: SUGGESTIONS, signal }))
      : [];
    const shown = await Promise.resolve(suggestions).catch(() => []);
    if (!signal.aborted) show(shown);
  }

  function close() {
    callOff();
    asking.abort();
    show([]);
  }

  function choose({ url, text }) {
    close();
    if (url) {
      location.assign(url);
    } else {
      box.value = text;
      form.requestSubmit();
    }
  }

  list.id = `${box.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", word("suggest_label"));
  form.append(list);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(roles)) box.setAttribute(name, value);

  const callOff = whenTyped(box, suggest);
  // What every search needs comes while the reader types.
  box.addEventListener("focus", () => {
    openEngine(form).then((engine) => engine.warm()).catch(() => {});
  }, { once: true });
  box.addEventListener("blur", close);
  // The keys are the input method's now, and its own list is in the same place.
  box.addEventListener("compositionstart", close);
  form.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    // One more place than there are suggestions: the box itself.
    const places = offered.length + 1;
    if (event.key === "ArrowDown") activate(((active + 2) % places) - 1);
    else if (event.key === "ArrowUp") activate(((active + places) % places) - 1);
    else if (event.key === "Enter" && active >= 0) choose(offered[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  // The box keeps the focus, or the list would be gone before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const index = [...list.children].indexOf(target.closest("li"));
    if (index >= 0) choose(offered[index]);
  });
}

document.querySelectorAll(".search-form [name=q]").forEach(addSuggestions);
