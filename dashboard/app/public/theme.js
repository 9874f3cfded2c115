// Before the first paint, so that a page in the other theme never flashes. A file, since inline scripts are not allowed.
(function () {
  const theme = localStorage.getItem("heng-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
