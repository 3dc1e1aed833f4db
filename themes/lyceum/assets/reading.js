// The page of reading settings: shows what mode.js keeps, and tells it what is chosen.

import { word } from "./words.js";

const form = document.getElementById("reading");
const status = form.querySelector("[role=status]");
const names = ["mode", "size", "colours", "cursor"];

function show() {
  for (const name of names) {
    const chosen = document.documentElement.dataset[name] ?? "";
    for (const input of form.elements[name]) input.checked = input.value === chosen;
  }
}

const choose = (name, value) =>
  document.dispatchEvent(new CustomEvent("lyceum-set-reading", { detail: { name, value } }));

form.addEventListener("change", (event) => {
  choose(event.target.name, event.target.value);
  status.textContent = word("reading_saved");
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const name of names) choose(name, "");
  status.textContent = word("reading_saved");
});
document.addEventListener("lyceum-reading", show);
show();
form.hidden = false;
