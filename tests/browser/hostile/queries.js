// Opens addresses of the search page, and tells of each what is wrong with its answer.
//
// input: { things: [string] }
// done:  [{ faults: [string], results: number }]

each(input.things, async (path) => {
  const frame = await open(path);
  const page = frame.contentDocument;
  await until(() => page.querySelector("#search-status").textContent);
  const faults = faultsOf(page);
  if (!page.querySelector("#search-error").hidden) faults.push(page.querySelector("#search-error").textContent);
  const results = page.querySelectorAll("#search-results > li").length;
  frame.remove();
  return { faults, results };
});
