/* Pictures as SVG text: the time line, the legend, people empowered over time, what is left after exit. */
(function () {
  "use strict";
  const HATCH = (id, size) =>
    `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="${size}" height="${size}" fill="var(--sunken)"/><line x1="0" y1="0" x2="0" y2="${size}" stroke="var(--line)" stroke-width="2.6"/></pattern>`;
  const tone = (colours) => colours[berdaya.page.dark ? "dark" : "light"];
  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

  /* Where the sides' programmes end apart, a line with the letter of the one that ends first. */
  const earlier = (exits, x, top, bottom) =>
    exits.map((exit, k) => (exit && exit < Math.max(...exits) ? `<line x1="${x(exit)}" x2="${x(exit)}" y1="${top}" y2="${bottom}" stroke="var(--ink)" stroke-width="1.3" stroke-dasharray="3 2"/><text x="${x(exit) - 4}" y="${top + 9}" text-anchor="end" font-size="11" font-weight="700" fill="var(--ink)" stroke="var(--surface)" stroke-width="3" paint-order="stroke">${"AB"[k]}</text>` : "")).join("");

  /* Months on a line: the programme with its sessions, exit, what follows. */
  berdaya.timeline = function ({ village, month, horizon, width, words, small }) {
    const left = 11, right = width - 11, x = (m) => left + ((right - left) * m) / horizon, exit = berdaya.lab.exit();
    const sessions = village.sides.map((side) => side.sessions).reduce((a, b) => a.map((n, k) => Math.max(n, b[k] || 0)), Array(horizon).fill(0));
    const most = Math.max(1, ...sessions), unit = Math.min(4.6, 18 / most);
    let s = `<svg viewBox="0 0 ${width} 58" width="${width}" height="58" aria-hidden="true"><defs>${HATCH("hatch-time", 6)}</defs>`;
    s += `<rect x="${x(0)}" y="34" width="${x(exit) - x(0)}" height="8" fill="var(--line-strong)" opacity=".35"/><rect x="${x(exit)}" y="34" width="${x(horizon) - x(exit)}" height="8" fill="url(#hatch-time)"/><rect x="${x(0)}" y="34" width="${x(month) - x(0)}" height="8" fill="var(--ink)"/>`;
    sessions.forEach((n, k) => {
      if (n) s += `<rect x="${x(k) + 1}" y="${34 - n * unit}" width="${Math.max(1, x(1) - x(0) - 2)}" height="${n * unit}" rx="1.5" fill="var(--fac)" opacity="${k < month ? 0.85 : 0.35}"/>`;
    });
    if (exit) {
      s += earlier(village.sides.map((side) => side.exit), x, 8, 46);
      s += `<line x1="${x(exit)}" x2="${x(exit)}" y1="10" y2="46" stroke="var(--ink)" stroke-width="2"/>`;
      s += small
        ? `<text x="${x(exit) + 7}" y="13" font-size="11.5" font-weight="600" fill="var(--ink)">${escape(words.leaves)}</text>`
        : `<g transform="translate(${x(exit) + 5},14)" fill="none" stroke="var(--ink)" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"><path transform="scale(.7)" d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/></g><text x="${x(exit) + 25}" y="27" font-size="11.5" font-weight="600" fill="var(--ink)">${escape(words.leaves)}</text>`;
      const marks = [12, 24, 36].filter((after) => exit + after <= horizon);
      for (const after of marks) {
        const end = exit + after > horizon - 2;
        s += `<line x1="${x(exit + after)}" x2="${x(exit + after)}" y1="30" y2="46" stroke="var(--ink2)" stroke-width="1.4"/><text x="${x(exit + after)}" y="27" font-size="11" text-anchor="${end ? "end" : "middle"}" fill="var(--ink2)">${escape(berdaya.fill(words.months_short, { n: after }))}</text>`;
      }
      if (!small && marks.length > 1) s += `<text x="${x(exit + 18)}" y="27" text-anchor="middle" font-size="11.5" font-style="italic" fill="var(--ink2)">${escape(words.own)}</text>`;
    }
    const labels = [...new Set([0, ...(small ? [] : [5, 10]), exit, exit + 12, exit + 24, horizon])].filter((m) => m <= horizon && (m === horizon || x(horizon) - x(m) > 24) && (m === exit || m === 0 || Math.abs(x(m) - x(exit)) > 18));
    for (const m of labels) s += `<text x="${x(m)}" y="57" font-size="10.5" text-anchor="${m === 0 ? "start" : m === horizon ? "end" : "middle"}" fill="var(--ink3)">${m}</text>`;
    return s + `<circle cx="${x(month)}" cy="38" r="9" fill="var(--raised)" stroke="var(--ink)" stroke-width="3"/></svg>`;
  };

  const spot = (k) => `<svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="4.5" fill="var(--e${k})" stroke="var(--line-strong)"/></svg>`;
  const PIN = '<svg width="15" height="19" viewBox="-12 -31 24 32" aria-hidden="true"><path d="M0 0C-3 -6 -11 -10 -11 -18A11 11 0 0 1 11 -18C11 -10 3 -6 0 0z" fill="var(--fac)"/><circle cy="-22" r="3.4" fill="var(--fac-ink)"/><path d="M-5.4 -11.6C-5.4 -18.6 5.4 -18.6 5.4 -11.6z" fill="var(--fac-ink)"/></svg>';

  berdaya.legend = function (words, view) {
    const open = (k) => berdaya.petals([1, 1, 1, 1, 1], 19, `var(--e${k})`, "var(--surface)"), ring = berdaya.map.rings()[0];
    const item = (picture, text) => `<span>${picture} ${escape(text)}</span>`;
    const snowball = view === "snowball";
    return [
      snowball ? item(`<svg width="26" height="10" aria-hidden="true"><path d="M1 8C8 0 16 0 25 5L25 6C16 2 9 3 2 10z" fill="${berdaya.map.waves()[2]}"/></svg>`, words.arc) : "",
      `<span>${escape(words.indicators)} ${[0, 1, 2, 3].map(spot).join("")}</span>`,
      item(open(4) + open(5), words.four),
      snowball ? "" : item('<svg width="12" height="16" aria-hidden="true"><circle cx="6" cy="6" r="4.5" fill="var(--e2)" stroke="var(--line-strong)"/><path d="M2 14.5h8" stroke="var(--fac)" stroke-width="2"/></svg>', words.visited),
      item(`<svg width="15" height="15" aria-hidden="true"><circle cx="7.5" cy="7.5" r="6" fill="none" stroke="${ring}" stroke-width="2"/></svg>`, words.ring),
      item(berdaya.icon("agent", "width:17px;stroke-width:2.3;color:var(--agent)"), words.agent),
      item(PIN, words.facilitator),
      snowball ? "" : item(berdaya.icon("stake", "width:16px;color:var(--stake)"), words.stakeholder),
    ].join("");
  };

  const nice = (most) => {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, most) / 4)), step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k * 4.4 >= most) || 10 * power;
    return [Math.max(1, step), Math.ceil(most / Math.max(1, step)) * Math.max(1, step)];
  };
  const path = (values, x, y, first = 0) => values.map((v, k) => (k < first ? "" : (k === first ? "M" : "L") + x(k).toFixed(1) + " " + y(v).toFixed(1))).join("");
  const MARK = {
    circle: (x, y, c) => `<circle cx="${x}" cy="${y}" r="4.5" fill="${c}" stroke="var(--surface)" stroke-width="1.5"/>`,
    "open circle": (x, y, c) => `<circle cx="${x}" cy="${y}" r="3.8" fill="var(--surface)" stroke="${c}" stroke-width="2"/>`,
    square: (x, y, c) => `<rect x="${x - 4.2}" y="${y - 4.2}" width="8.4" height="8.4" fill="${c}" stroke="var(--surface)" stroke-width="1.5"/>`,
    diamond: (x, y, c) => `<path d="M${x} ${y - 6}l6 6-6 6-6-6z" fill="${c}" stroke="var(--surface)" stroke-width="1.5"/>`,
    triangle: (x, y, c) => `<path d="M${x} ${y - 6}l6 10h-12z" fill="${c}" stroke="var(--surface)" stroke-width="1.5"/>`,
    star: (x, y, c) => `<path d="M${x} ${y - 7}l2 5 5 0-4 3 2 5-5-3-5 3 2-5-4-3 5 0z" fill="${c}" stroke="var(--surface)" stroke-width="1"/>`,
    hexagon: (x, y, c) => `<path d="M${x - 5} ${y - 3}l5-3 5 3v6l-5 3-5-3z" fill="${c}" stroke="var(--surface)" stroke-width="1.5"/>`,
    cross: (x, y, c) => `<path d="M${x - 4} ${y - 4}l8 8m0-8l-8 8" stroke="${c}" stroke-width="3"/>`,
    plus: (x, y, c) => `<path d="M${x - 5} ${y}h10m-5-5v10" stroke="${c}" stroke-width="3"/>`,
    pentagon: (x, y, c) => `<path d="M${x} ${y - 6}l6 4-2 7h-8l-2-7z" fill="${c}" stroke="var(--surface)" stroke-width="1.5"/>`,
  };

  /* People empowered: this run's lines as far as they were shown, bands of all runs, dots for the twin that stays. */
  berdaya.lines = function ({ width, height, looks, runs, reached, month, horizon, exits, bands, twins, words }) {
    const left = 30, right = 10, top = 10, bottom = 18, values = [];
    runs.forEach((run) => values.push(...run.slice(0, reached + 1)));
    if (bands) bands.sides.forEach((side) => values.push(...side.high));
    twins.forEach((twin) => values.push(...twin));
    const [step, most] = nice(Math.max(5, ...values) * 1.02), x = (m) => left + ((width - left - right) * m) / horizon, y = (v) => top + (height - top - bottom) * (1 - v / most);
    const exit = Math.max(0, ...exits);
    let s = `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><rect x="${x(0)}" y="${top}" width="${x(exit) - x(0)}" height="${height - top - bottom}" fill="var(--sunken)" opacity=".7"/>`;
    for (let v = 0; v <= most + 1e-9; v += step) s += `<line x1="${left}" x2="${width - right}" y1="${y(v)}" y2="${y(v)}" stroke="var(--line)" stroke-width="1"/><text x="${left - 5}" y="${y(v) + 3.5}" font-size="10.5" text-anchor="end" fill="var(--ink3)">${berdaya.number(v)}</text>`;
    if (bands) bands.sides.forEach((side, k) => {
      const back = side.low.map((v, m) => `L${x(m).toFixed(1)} ${y(v).toFixed(1)}`).reverse().join("");
      s += `<path d="${path(side.high, x, y)}${back}Z" fill="${tone(looks[k].colour)}" opacity=".19"/>`;
    });
    twins.forEach((twin, k) => {
      const from = exits[k];
      if (twin.length && from !== null && reached >= from) s += `<path d="${path(twin.slice(0, reached + 1), x, y, from)}" fill="none" stroke="${tone(looks[k].colour)}" stroke-width="1.8" stroke-dasharray="1.5 4" stroke-linecap="round"/>`;
    });
    runs.forEach((run, k) => (s += `<path d="${path(run.slice(0, reached + 1), x, y)}" fill="none" stroke="${tone(looks[k].colour)}" stroke-width="2.4" stroke-linejoin="round" stroke-dasharray="${looks[k].dash.join(" ")}"/>`));
    s += earlier(exits, x, top, height - bottom);
    if (exit) s += `<line x1="${x(exit)}" x2="${x(exit)}" y1="${top}" y2="${height - bottom}" stroke="var(--ink)" stroke-width="1.6"/><text x="${x(exit) + 5}" y="${top + 9}" font-size="11" font-weight="600" fill="var(--ink)">${escape(words.leaves)}</text>`;
    s += `<line x1="${x(month)}" x2="${x(month)}" y1="${top}" y2="${height - bottom}" stroke="var(--ink2)" stroke-dasharray="2 2"/>`;
    const at = runs.map((run) => run[Math.min(month, run.length - 1)] || 0);
    runs.forEach((run, k) => run.length && (s += (MARK[looks[k].marker] || MARK.circle)(x(month), y(at[k]), tone(looks[k].colour))));
    for (const m of [...new Set([0, exit, exit + 12, exit + 24, horizon])].filter((v) => v <= horizon && (v === horizon || x(horizon) - x(v) > 16))) s += `<text x="${x(m)}" y="${height - 4}" font-size="10.5" text-anchor="${m === horizon ? "end" : "middle"}" fill="var(--ink3)">${m}</text>`;
    return s + names(looks, runs, reached, x, y, width - right, top, height - bottom) + "</svg>";
  };

  /* Names at the ends of lines: after them where there is room, else before the end, above and below both lines. */
  function names(looks, runs, reached, x, y, right, top, bottom) {
    if (!runs[0].length) return "";
    const texts = looks.map((look) => `${look.letter} ${look.label}`), wide = Math.max(...texts.map((text) => berdaya.textWidth(text, '700 11.5px "Plus Jakarta Sans"')));
    const last = Math.min(reached, runs[0].length - 1), end = x(last), ends = runs.map((run) => y(run[last])), after = end + 10 + wide <= right;
    const beside = runs.flatMap((run) => run.slice(0, last + 1).filter((_, m) => x(m) >= end - wide).map(y));
    const upper = ends[0] <= ends[1] ? 0 : 1, places = after ? berdaya.apart(ends, 15, top + 20, bottom - 8) : [0, 1].map((k) => (k === upper ? Math.max(top + 22, Math.min(...beside) - 12) : Math.min(bottom - 8, Math.max(...beside) + 14)));
    return places.map((v, k) => `<text x="${after ? end + 10 : end}" y="${v + 4}" text-anchor="${after ? "start" : "end"}" font-size="11.5" font-weight="700" fill="${tone(looks[k].text)}" stroke="var(--surface)" stroke-width="3" paint-order="stroke">${escape(texts[k])}</text>`).join("");
  }

  /* What is left: a bar for the share kept, a line for its interval, a diamond had the facilitator stayed. */
  berdaya.left = function ({ width, looks, bands, words }) {
    const sides = bands.sides, all = sides.flatMap((side) => side.kept), known = all.flatMap((row) => [row.high, row.stays]).filter((v) => v !== null);
    const between = (row) => berdaya.span(100 * row.low, 100 * row.high, words.to), wide = Math.max(40, ...all.filter((row) => row.mean !== null).map((row) => berdaya.textWidth(between(row), '400 11px "Plus Jakarta Sans"'))) + 10;
    const most = Math.min(3, Math.max(1.2, ...known)) * 1.04, x = (v) => 64 + (width - 114 - wide) * (Math.max(0, Math.min(v, most)) / most);
    let s = "", top = 16;
    sides.forEach((side, k) => {
      const colour = tone(looks[k].colour), text = tone(looks[k].text);
      s += `<rect x="0" y="${top}" width="17" height="17" rx="5" fill="${colour}"/><text x="8.5" y="${top + 12.5}" text-anchor="middle" font-size="11" font-weight="700" fill="var(--surface)">${looks[k].letter}</text>`;
      if (!side.kept.length) {
        s += `<text x="26" y="${top + 13}" font-size="11.5" fill="var(--ink2)">${escape(words.no_programme)}</text>`;
        top += 26;
        return;
      }
      side.kept.forEach((row, i) => {
        const y = top + 17.5 * i;
        s += `<text x="59" y="${y + 11}" text-anchor="end" font-size="11" fill="var(--ink2)">${escape(berdaya.fill(words.months_short, { n: row.after }))}</text>`;
        s += `<rect x="${x(0)}" y="${y}" width="${x(1) - x(0)}" height="14" fill="url(#hatch-left)" rx="3"/>`;
        if (row.mean === null) return (s += `<text x="${x(0) + 6}" y="${y + 11}" font-size="11" fill="var(--ink2)">${escape(words.no_gain)}</text>`);
        const whisker = `M${x(row.low)} ${y + 7}H${x(row.high)}M${x(row.low)} ${y + 3.5}v7M${x(row.high)} ${y + 3.5}v7`;
        s += `<rect x="${x(0)}" y="${y}" width="${Math.max(0, x(row.mean) - x(0))}" height="14" rx="3" fill="${colour}"/><path d="${whisker}" stroke="var(--surface)" stroke-width="3.6"/><path d="${whisker}" stroke="var(--ink)" stroke-width="1.6"/>`;
        if (row.stays !== null) s += `<path d="M${x(row.stays)} ${y + 2}l5 5-5 5-5-5z" fill="var(--surface)" stroke="var(--ink)" stroke-width="1.5"/>`;
        s += `<text x="${width - wide}" y="${y + 11}" text-anchor="end" font-size="11.5" font-weight="700" fill="${text}">${berdaya.percent(row.mean)}</text><text x="${width}" y="${y + 11}" text-anchor="end" font-size="11" fill="var(--ink2)">${escape(between(row))}</text>`;
      });
      top += 58;
    });
    const axis = (x(1) - x(0) > 70 ? [0, 0.5, 1] : [0, 1]).map((v) => `<text x="${x(v)}" y="9" font-size="10.5" text-anchor="middle" fill="var(--ink2)">${v === 1 ? berdaya.percent(1) : 100 * v}</text>`).join("");
    return `<svg viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" aria-hidden="true"><defs>${HATCH("hatch-left", 5)}</defs><line x1="${x(1)}" x2="${x(1)}" y1="12" y2="${top}" stroke="var(--ink2)"/>${axis}${s}</svg>`;
  };
})();
