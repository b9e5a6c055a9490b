// Runs before the first paint: says that script is there, and sets the colour scheme and the rows that the reader chose.
(function (root) {
  root.classList.add("js");
  // What a query finds takes the place of what the search page shows without one: that is not shown first.
  if (/[?&]q=[^&]/.test(location.search)) root.classList.add("searching");
  try {
    var scheme = localStorage.getItem("fieldnotes:scheme");
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    if (localStorage.getItem("fieldnotes:rows") === '"compact"') root.dataset.rows = "compact";
  } catch (blocked) { /* storage is off: the system's scheme it is */ }
})(document.documentElement);
