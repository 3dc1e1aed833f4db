// Runs in previewed pages only: follows every change, shows what is wrong with the files.
let seen = Number(document.currentScript.dataset.version);
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

// The page as it was sent: what scripts made of it since is not in there.
let sent = read().then((page) => {
  if (page.version !== seen) location.reload();
  return page;
});

async function read() {
  const answer = await fetch(location.href, { cache: "no-cache" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const script = page.querySelector("script[data-version]");
  const version = Number(script?.dataset.version);
  script?.remove();
  return { version, page, html: page.documentElement.outerHTML };
}

const styles = (page) => [...page.querySelectorAll("link[rel~=stylesheet]")];
const scripts = (page) => [...page.scripts].filter((one) => one.src).map((one) => one.getAttribute("src")).join();

// Without what `refreshStyles` adds.
const address = (link) => link.href.split("?")[0];
const loaded = (link) => new Promise((resolve) => { link.onload = link.onerror = resolve; });

// New stylesheets are in use before the old ones go, so that nothing flickers.
async function swapStyles(page) {
  const old = styles(document);
  const next = styles(page);
  const had = new Set(old.map((link) => link.getAttribute("href")));
  const wanted = new Set(next.map((link) => link.getAttribute("href")));
  const added = next.filter((link) => !had.has(link.getAttribute("href"))).map((link) => {
    const own = document.importNode(link);
    const done = loaded(own);
    (old.at?.(-1) ?? document.head.lastChild).after(own);
    return done;
  });
  await Promise.all(added);
  for (const link of old) if (!wanted.has(link.getAttribute("href"))) link.remove();
}

// What the server says of the content of each style, for those whose address does not.
const tags = new Map();

async function isNew(style) {
  const answer = await fetch(style, { method: "HEAD", cache: "no-cache" });
  const [known, tag] = [tags.get(style), answer.headers.get("etag")];
  tags.set(style, tag);
  return known !== undefined && known !== tag;
}

// Styles that the page still has are read again where they are new: at another address.
async function refreshStyles(page) {
  const wanted = new Set(styles(page).map(address));
  await Promise.all(styles(document).map(async (link) => {
    const here = address(link);
    if (!here.startsWith(`${location.origin}/`) || !wanted.has(here) || !await isNew(here)) return;
    const own = link.cloneNode();
    own.href = `${here}?${seen}`;
    const done = loaded(own);
    link.after(own);
    await done;
    link.remove();
  }));
}

// Takes over what changed and leaves the reader's place alone. A page whose text scripts work on must be begun
// anew; then the browser itself goes back to the place.
async function follow() {
  const [before, after] = [await sent, await read()];
  await refreshStyles(after.page);
  if (after.html === before.html) return;
  const [was, is] = [before.page.querySelector("main"), after.page.querySelector("main")];
  const here = document.querySelector("main");
  const isAsSent = was && is && here && here.innerHTML === was.innerHTML;
  if (!isAsSent || scripts(before.page) !== scripts(after.page)) return location.reload();
  await swapStyles(after.page);
  for (const part of ["main", "body > header", "body > footer"]) {
    const [old, next, now] = [before.page, after.page, document].map((page) => page.querySelector(part));
    if (old?.innerHTML === next?.innerHTML) continue;
    // What stands around the text is small: nothing is lost with it but what scripts made of it.
    if (part !== "main" && now?.innerHTML !== old?.innerHTML) return location.reload();
    now.innerHTML = next.innerHTML;
  }
  document.title = after.page.title;
  sent = Promise.resolve(after);
}

let queue = refreshStyles(document).catch(() => {});
const events = new EventSource("/__lyceum/events");
events.onmessage = (event) => {
  const { version, faults } = JSON.parse(event.data);
  show(faults);
  if (version !== seen) queue = queue.then(follow).catch(() => location.reload());
  seen = version;
};
