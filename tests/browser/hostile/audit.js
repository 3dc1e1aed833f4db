// Looks for what should not be in pages. The beginning of function bodies of the test's, with `input` and `done`:
// pages.js, queries.js and suggestions.js go on.

const ADDRESSES = ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "cite", "ping"];
const SCHEMES = ["http:", "https:", "mailto:", "tel:", "geo:", "webcal:", "blob:"];
const FOREIGN = "script:not([src], [type$=json]), style, base, iframe, object, embed, portal, form:not([role=search])";
const AT_ONCE = 3;

const plain = (text) => text.replace(/\s+/g, " ");

function open(path) {
  const frame = document.createElement("iframe");
  // What is not shown loads and runs all the same, and is not painted.
  frame.hidden = true;
  frame.src = path;
  document.body.append(frame);
  return new Promise((resolve) => {
    frame.onload = () => resolve(frame);
  });
}

async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function touch(page) {
  for (const details of page.querySelectorAll("details")) details.open = true;
  for (const one of page.querySelectorAll("main button, main label, main input")) one.click();
}

function faultsOf(page) {
  const faults = [];
  for (const element of page.querySelectorAll(FOREIGN)) faults.push(`an element: ${element.outerHTML.slice(0, 200)}`);
  for (const { name, value } of [...page.querySelectorAll("*")].flatMap((element) => [...element.attributes])) {
    if (/^on|^style$|^srcdoc$/i.test(name)) faults.push(`an attribute: ${name}=${value}`);
    if (!ADDRESSES.includes(name) || !URL.canParse(value, page.baseURI)) continue;
    const { protocol, origin } = new URL(value, page.baseURI);
    if (!SCHEMES.includes(protocol)) faults.push(`an address: ${name}=${value}`);
    if (name !== "href" && protocol.startsWith("http") && origin !== location.origin) faults.push(`from elsewhere: ${name}=${value}`);
  }
  for (const script of page.querySelectorAll("script[type$=json]")) {
    try {
      JSON.parse(script.textContent);
    } catch (error) {
      faults.push(`data: ${error}`);
    }
  }
  return faults;
}

const inTemplates = (page) => [...page.querySelectorAll("template")].map(({ content }) => content);

function shapeOf(page) {
  const parts = (element) => ["", ...element.getAttributeNames()].map((name) => `${element.localName} ${name}`);
  const parents = [page, ...inTemplates(page)];
  return [...new Set(parents.flatMap((parent) => [...parent.querySelectorAll("*")].flatMap(parts)))];
}

function textOf(page) {
  const values = [...page.querySelectorAll("*")].flatMap((element) => [...element.attributes].map(({ value }) => value));
  const texts = inTemplates(page).map(({ textContent }) => textContent);
  return plain([page.documentElement.textContent, ...values, ...texts].join("\n"));
}

/**
 * Does something with each of many things, a few at once, and hands over what comes of it, in order. Those of one `turn`
 * wait for each other: what one page of a site keeps in the browser the next one shows.
 */
function each(things, act, atOnce = AT_ONCE) {
  const found = [];
  const turns = new Map();
  for (const [at, thing] of things.entries()) {
    const turn = thing.turn ?? `alone ${at}`;
    turns.set(turn, [...turns.get(turn) ?? [], [at, thing]]);
  }
  const queue = turns.values();
  const work = async () => {
    for (const turn of queue) {
      for (const [at, thing] of turn) found[at] = await act(thing);
    }
  };
  const all = Promise.all(Array.from({ length: atOnce }, work));
  all.then(() => done(found), (error) => done(String(error.stack)));
}
