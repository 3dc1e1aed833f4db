// What is on this week, on the home page: what is over by the reader's clock is taken out.

import { timeInChina } from "./days.js";

const now = timeInChina();
for (const part of document.querySelectorAll("[data-this-week]")) {
  for (const entry of part.querySelectorAll(".occurrence")) {
    if (entry.dataset.over <= now) entry.remove();
  }
  part.hidden = !part.querySelector(".occurrence");
}
