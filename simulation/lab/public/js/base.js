/* What every tab draws with: icons, flowers, colours, numbers, the address. */
window.berdaya = (function () {
  "use strict";
  const root = document.documentElement;
  const page = Vue.observable({ lang: root.lang, tab: "", dark: root.dataset.theme === "dark", width: innerWidth, said: {} });
  addEventListener("resize", () => (page.width = innerWidth));

  /* Words of the page in Solara's frame around it, which is there before them. */
  Vue.component("berdaya-said", {
    props: ["what"],
    render(h) {
      return h("span", page.said[this.what]);
    },
  });

  const ICONS = {
    play: '<path d="M7 5l12 7-12 7z" fill="currentColor"/>',
    pause: '<path d="M8 5v14M16 5v14" stroke-width="3"/>',
    step: '<path d="M6 5l9 7-9 7zM19 5v14"/>',
    reset: '<path d="M4 12a8 8 0 1 0 2.6-5.9M4 4v4h4"/>',
    sun: '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4"/>',
    moon: '<path d="M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z"/>',
    chev: '<path d="M6 9l6 6 6-6"/>',
    undo: '<path d="M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3"/>',
    link: '<path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>',
    down: '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"/>',
    up: '<path d="M12 20V9M7.5 13L12 8.500l4.5 4.500M5 4h14"/>',
    dice: '<rect x="4" y="4" width="16" height="16" rx="4"/><circle cx="9" cy="9" r="1" fill="currentColor"/><circle cx="15" cy="15" r="1" fill="currentColor"/><circle cx="12" cy="12" r="1" fill="currentColor"/>',
    plus: '<path d="M12 5v14M5 12h14"/>',
    x: '<path d="M6 6l12 12M18 6L6 18"/>',
    agent: '<circle cx="12" cy="12" r="4"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2 2M16.4 16.4l2 2M18.4 5.6l-2 2M7.6 16.4l-2 2"/>',
    stake: '<path d="M4 10l1.5-5h13L20 10zM6 10v9h12v-9M10 19v-5h4v5"/>',
    fac: '<path d="M12 21c-1.5-4-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-5 7-6.500 11z"/><circle cx="12" cy="9.5" r="2"/>',
    fail: '<path d="M19.5 9A8 8 0 0 0 5.5 7.5M4.5 15a8 8 0 0 0 14 1.5M4 4l16 16"/>',
    ring: '<circle cx="12" cy="12" r="7"/><circle cx="12" cy="12" r="2.5" fill="currentColor"/>',
    exit: '<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/>',
    flower: '<circle cx="12" cy="7" r="3.3"/><circle cx="16.8" cy="10.5" r="3.3"/><circle cx="15" cy="16" r="3.3"/><circle cx="9" cy="16" r="3.3"/><circle cx="7.2" cy="10.5" r="3.3"/>',
    print: '<path d="M7 8V4h10v4M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    check: '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    pencil: '<path d="M4 20l1-4L16 5l3 3L8 19z"/>',
    eye: '<path d="M2.5 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z"/><circle cx="12" cy="12" r="3"/>',
    search: '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>',
  };

  /* An icon as SVG text; it says nothing to screen readers. */
  const icon = (name, style = "") => `<svg class="ic" viewBox="0 0 24 24" aria-hidden="true" style="${style}">${ICONS[name]}</svg>`;

  /* A flower as SVG text; `on` says which of the five petals are open. */
  const petals = (on, size, fill, centre = "var(--agent)") => {
    const petal = (open, k) =>
      `<g transform="rotate(${k * 72})"><path d="M0 -3 C -10 -10 -8 -23 0 -24 C 8 -23 10 -10 0 -3z" fill="${open ? fill : "none"}" stroke="${open ? fill : "var(--line-strong)"}" stroke-width="${open ? 1 : 1.3}" ${open ? "" : 'stroke-dasharray="2.5 2"'}/></g>`;
    return `<svg viewBox="-27 -27 54 54" width="${size}" height="${size}" aria-hidden="true">${on.map(petal).join("")}<circle r="4" fill="${centre}"/></svg>`;
  };

  /* A colour of the palette as it is now, light or dark. */
  const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();

  const known = (tag) => {
    try {
      return Intl.NumberFormat.supportedLocalesOf(tag);
    } catch {
      return [];
    }
  };
  const locale = () => [...known(page.lang.replace("_", "-")), "en"];
  const number = (value, decimals = 0, short = false) =>
    Number.isFinite(value) ? value.toLocaleString(locale(), { minimumFractionDigits: short ? 0 : decimals, maximumFractionDigits: decimals }) : "–";
  const percent = (share) => (Number.isFinite(share) ? number(100 * share) + "\u00a0%" : "–");
  /* Words with {names} filled in. */
  const fill = (text, values) => text.replace(/{(\w+)}/g, (all, name) => (name in values ? values[name] : all));

  /* Change what stands after the question mark; null takes a name out. */
  const address = (changes, remember = false) => {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) value === null ? query.delete(name) : query.set(name, value);
    const text = location.pathname + (query.toString() ? "?" + query : "");
    if (text === location.pathname + location.search) return;
    remember ? history.pushState(null, "", text) : history.replaceState(history.state, "", text);
  };

  const turn = (dark) => {
    root.dataset.theme = dark ? "dark" : "light";
    localStorage.setItem("berdaya-dark", dark ? "yes" : "no");
    return (page.dark = dark);
  };

  /* Give the visitor a file: text, or base64 of bytes. */
  const save = (name, kind, content, base64 = false) => {
    const bytes = base64 ? Uint8Array.from(atob(content), (c) => c.charCodeAt(0)) : content;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  return { page, icon, petals, colour, number, percent, fill, address, turn, save, calm, dark: () => page.dark };
})();
