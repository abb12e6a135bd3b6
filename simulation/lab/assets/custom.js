/* Before anything is drawn: light or dark, language, and what Solara's own page template says. */
(function () {
  var root = document.documentElement;
  var dark = localStorage.getItem("berdaya-dark");
  dark = dark === null ? matchMedia("(prefers-color-scheme: dark)").matches : dark === "yes";
  root.dataset.theme = dark ? "dark" : "light";
  root.lang = new URLSearchParams(location.search).get("lang") || localStorage.getItem("berdaya-lang") || "en";
  document.querySelector("meta[name=viewport]").content = "width=device-width, initial-scale=1";
  var said = {
    id: [
      [/Server\s+disconnected\./, "Sambungan terputus. Menyambung kembali; pengaturan Anda ada di alamat halaman."],
      [/Restoring session…/, "Memulihkan…"],
    ],
    en: [[/Server\s+disconnected\./, "Reconnecting; your settings are in the address."]],
  };
  var template = document.getElementById("vue-app-template");
  (said[root.lang] || said.en).forEach(function (pair) {
    template.innerHTML = template.innerHTML.replace(pair[0], pair[1]);
  });
  ["base", "map", "lab", "charts", "lever", "tabs"].forEach(function (name) {
    document.write('<script src="' + solara.rootPath + "/static/public/js/" + name + '.js"><\/script>');
  });
})();
