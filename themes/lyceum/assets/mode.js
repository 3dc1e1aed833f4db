// How a reader wants to see the site: elder mode, size of text, colours, cursor. Runs before the page is
// drawn, hence no module. Kept in this browser alone; `?mode=elder` in an address sets it too, so that a
// grandchild can send the link.

(() => {
  const root = document.documentElement;
  const key = `lyceum:${root.dataset.site}:reading`;
  const choices = {
    mode: ["normal", "elder"],
    size: ["1", "2", "3", "4", "5", "6"],
    colours: ["light", "dark", "white", "yellow"],
    cursor: ["large"],
  };

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      return kept && typeof kept === "object" ? kept : {};
    } catch {
      return {};
    }
  };

  const show = (kept) => {
    for (const name of Object.keys(choices)) {
      if (choices[name].includes(kept[name])) root.dataset[name] = kept[name];
      else delete root.dataset[name];
    }
    // Without scripts the address decides (`#elder`); with them, this does.
    if (!root.dataset.mode) root.dataset.mode = "normal";
  };

  let current = read();
  const asked = new URLSearchParams(location.search).get("mode");
  const set = (name, value) => {
    current = { ...current, [name]: value };
    try {
      localStorage.setItem(key, JSON.stringify(current));
    } catch {
      // Nothing is kept where nothing may be: the choice holds for this page.
    }
    show(current);
    document.dispatchEvent(new Event("lyceum-reading"));
  };
  if (choices.mode.includes(asked)) set("mode", asked);
  show(current);

  // The page of settings (reading.js) changes what this keeps.
  document.addEventListener("lyceum-set-reading", (event) => set(event.detail.name, event.detail.value));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".to-elder, .to-normal");
    if (!link) return;
    event.preventDefault();
    set("mode", link.className === "to-elder" ? "elder" : "normal");
    // The link that was chosen is gone: the other one takes its place.
    for (const other of link.parentElement.querySelectorAll("a")) {
      if (other !== link) other.focus();
    }
  });
})();
