// Runs before the first paint, so that a chosen theme or language never flashes in the other one.
(function () {
  try {
    var theme = localStorage.getItem('malkoll.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    var lang = localStorage.getItem('malkoll.lang');
    if (lang === 'sv' || lang === 'en') document.documentElement.lang = lang;
  } catch (e) { /* storage is off: the system's theme and Swedish */ }
})();
