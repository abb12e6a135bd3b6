/* Before anything is drawn: light or dark, language, and what Solara's own page template says. */
(function () {
  var root = document.documentElement;
  var dark = localStorage.getItem("berdaya-dark");
  dark = dark === null ? matchMedia("(prefers-color-scheme: dark)").matches : dark === "yes";
  root.dataset.theme = dark ? "dark" : "light";
  root.lang = new URLSearchParams(location.search).get("lang") || "en";
  document.querySelector("meta[name=viewport]").content = "width=device-width, initial-scale=1";
  var template = document.getElementById("vue-app-template");
  [
    [/App is disconnected, and may not function properly\. Please refresh the page\./, "unsure"],
    [/Server\s+disconnected\./, "lost"],
    [/Restoring session…/, "restoring"],
    [/Please refresh the page/, "refresh"],
    [/Could not restore session\. Please refresh\./, "gone"],
    [/Refresh now/, "refresh_now"],
    [/Cancel(?=\s*<)/, "cancel"],
  ].forEach(function (pair) {
    template.innerHTML = template.innerHTML.replace(pair[0], '<berdaya-said what="' + pair[1] + '"></berdaya-said>');
  });
  /* The bar above the page while the server is busy has no name; it is for the eye alone. */
  template.innerHTML = template.innerHTML.replace(/<v-progress-linear/, '<v-progress-linear aria-hidden="true"');
  ["base", "map", "lab", "charts", "lever", "tabs"].forEach(function (name) {
    document.write('<script src="' + solara.rootPath + "/static/public/js/" + name + '.js"><\/script>');
  });
})();
