// Copies the page as plain text, for a group in WeChat. The text is in the page; where the browser may not
// copy, as in files or in old WeChat, it is selected for the reader to do so.

import { element, word } from "./words.js";

const text = document.getElementById("share-text");
const share = text.closest(".share");
const status = share.querySelector(".share-status");

// A site that does not know its address: the reader's browser does, but for a file its path is no use.
if (!text.value.includes("://") && location.protocol !== "file:") {
  text.value = `${text.value.trim()}\n${location.href.split(/[?#]/)[0]}`;
}
text.rows = text.value.split("\n").length + 2;

async function copy() {
  try {
    await navigator.clipboard.writeText(text.value);
    return true;
  } catch {
    // No clipboard, or none for this page.
  }
  share.querySelector("details").open = true;
  text.focus();
  text.setSelectionRange(0, text.value.length);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}

const button = element("button", word("share_copy"));
button.type = "button";
button.className = "button button-quiet";
button.addEventListener("click", async () => {
  status.textContent = "";
  status.textContent = word((await copy()) ? "share_copied" : "share_selected");
});
share.querySelector(".share-tools").prepend(button);
