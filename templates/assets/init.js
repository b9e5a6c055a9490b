// Runs before the first paint: says that script is there, and sets the colour scheme that the reader chose.
(function (root) {
  root.classList.add("js");
  try {
    var scheme = localStorage.getItem("fieldnotes:scheme");
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  } catch (blocked) { /* storage is off: the system's scheme it is */ }
})(document.documentElement);
