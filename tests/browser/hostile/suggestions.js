// Types into the box of a page, and tells what is wrong with the suggestions.
//
// input: { things: [string] }
// done:  [{ faults: [string], suggestions: number }]

// A text that nothing begins with has no answer to wait for.
const PATIENCE_MS = 1000;
// Nearly all of it is waiting.
const BOXES = 12;

Promise.all(Array.from({ length: BOXES }, () => open("/"))).then((frames) => each(input.things, async (text) => {
  const frame = frames.shift();
  const page = frame.contentDocument;
  const box = page.querySelector(".search-form [name=q]");
  // What was offered before goes first.
  box.dispatchEvent(new Event("blur"));
  box.value = text;
  box.dispatchEvent(new Event("input"));
  const options = () => page.querySelectorAll("[role=option]").length;
  const patience = performance.now() + PATIENCE_MS;
  await until(() => options() || performance.now() > patience);
  const faults = faultsOf(page);
  const suggestions = options();
  frames.push(frame);
  return { faults, suggestions };
}, BOXES));
