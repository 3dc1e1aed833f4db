// Runs in previewed pages only: reloads after a build, shows what is wrong with the files.
let seen = null;
let overlay = null;

function show(faults) {
  if (!faults) {
    overlay?.remove();
    overlay = null;
    return;
  }
  if (!overlay) {
    overlay = document.createElement("dialog");
    overlay.append(document.createElement("pre"));
    document.body.append(overlay);
    overlay.show();
    // The site's policy allows no style attribute in HTML; the style of an element may be set.
    Object.assign(overlay.style, {
      position: "fixed", inset: "0", zIndex: "99999", width: "auto", height: "auto", margin: "0",
      maxWidth: "none", maxHeight: "none", overflow: "auto", border: "0", padding: "1.5rem",
      background: "#1d1f21f2", color: "#f4f4f4",
    });
    Object.assign(overlay.firstChild.style, {
      font: "15px/1.6 ui-monospace, Consolas, monospace", whiteSpace: "pre-wrap", background: "none",
      color: "inherit", border: "0",
    });
  }
  overlay.firstChild.textContent = faults;
}

const events = new EventSource("/__lyceum/events");
events.onmessage = (event) => {
  const { version, faults } = JSON.parse(event.data);
  show(faults);
  if (seen !== null && version !== seen) location.reload();
  seen = version;
};
