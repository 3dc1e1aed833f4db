// Runs before the search page is drawn: where its address asks something, the help makes room for the answer, so
// that nothing moves when it comes (_search.css).

if ("noModule" in HTMLScriptElement.prototype && (new URLSearchParams(location.search).get("q") || "").trim()) {
  document.documentElement.dataset.asked = "waiting";
}
