// Reads pages as the browser does, opens some and touches what can be touched, and tells of each what is wrong and what
// it lacks.
//
// input: { things: [{ kind, path, texts: [[name, text]], opened, turn }], rest: { kind: ["tag attribute"] } }
// done:  [{ faults: [string], missing: [name], shape: ["tag attribute"] }]

function audit(page, kind) {
  const shape = shapeOf(page);
  const allowed = input.rest?.[kind];
  const added = allowed ? shape.filter((one) => !allowed.includes(one)) : [];
  return { shape, faults: [...faultsOf(page), ...added.map((one) => `only with a payload: ${one}`)] };
}

each(input.things, async ({ kind, path, texts, opened }) => {
  const answer = await fetch(path);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const text = textOf(page);
  const missing = texts.filter(([, one]) => !text.includes(plain(one))).map(([name]) => name);
  const { shape, faults } = audit(page, kind);
  if (opened) {
    const frame = await open(path);
    const live = audit(frame.contentDocument, kind);
    shape.push(...live.shape);
    faults.push(...live.faults);
    touch(frame.contentDocument);
    await new Promise((resolve) => setTimeout(resolve));
    faults.push(...faultsOf(frame.contentDocument));
    const here = frame.contentWindow.location;
    if (here.pathname !== path) faults.push(`went to ${here}`);
    frame.remove();
  }
  return { faults, missing, shape };
});
