// The button that prints a poster: without this script the browser's own menu does.

import { element, word } from "./words.js";

const button = element("button", word("poster_print"));
button.type = "button";
button.className = "button";
button.addEventListener("click", () => print());
document.querySelector(".poster-tools").prepend(button);
