/* What Story, Decide and About share: prose with marks, labels that keep apart, axes, marks of strategies. */
(function () {
  "use strict";
  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  berdaya.escape = escape;

  /* *strong* and _underlined with the strategy's line_. */
  berdaya.prose = (text) => escape(text).replace(/\*([^*]+)\*/g, "<b>$1</b>").replace(/Rp (?=\d)/g, "Rp\u00a0").replace(/(^|[\s(])_([^_]+)_/g, '$1<span class="hl">$2</span>');

  /* How wide a text is in a font, in pixels. */
  const pen = document.createElement("canvas").getContext("2d");
  berdaya.textWidth = (text, font) => {
    pen.font = font;
    return pen.measureText(text).width;
  };

  /* A lever's value with its unit. */
  berdaya.written = (lever, value) => berdaya.fill(lever.written, { amount: berdaya.number(value, lever.decimals, lever.short) });

  /* A range: 29–37, or with a sign −4 to 14. */
  berdaya.span = (low, high, to) => {
    const [first, last] = [low, high].map((v) => berdaya.number(Math.round(v) || 0).replace("-", "−"));
    return first + (first[0] === "−" || last[0] === "−" ? ` ${to} ` : "–") + last;
  };

  berdaya.tone = (colours) => colours[berdaya.page.dark ? "dark" : "light"];

  /* Steps of an axis that ends not below `most`: [step, end]. */
  berdaya.axis = (most, steps = 5) => {
    const rough = Math.max(1e-9, most) / steps, power = 10 ** Math.floor(Math.log10(rough)), step = [1, 2, 5, 10].map((k) => k * power).find((k) => k >= rough * 0.999);
    return [step, step * Math.ceil(most / step - 1e-9)];
  };

  /* Heights for labels: in their order, at least `gap` apart, inside [top, bottom]. */
  berdaya.apart = (heights, gap, top, bottom) => {
    const order = heights.map((_, k) => k).sort((a, b) => heights[a] - heights[b]), placed = heights.slice();
    for (let round = 0; round < 60; round++)
      for (let k = 1; k < order.length; k++) {
        const lack = gap - (placed[order[k]] - placed[order[k - 1]]);
        if (lack > 0) { placed[order[k]] += lack / 2; placed[order[k - 1]] -= lack / 2; }
      }
    order.forEach((k, rank) => (placed[k] = Math.max(top + gap * rank, placed[k])));
    order.slice().reverse().forEach((k, rank) => (placed[k] = Math.min(bottom - gap * rank, placed[k])));
    return placed;
  };

  /* The mark of a strategy as SVG text. */
  berdaya.mark = (kind, x, y, colour, size = 1) => {
    const s = size, rim = `fill="${colour}" stroke="var(--surface)" stroke-width="1.5"`;
    const star = Array.from({ length: 10 }, (_, k) => [x + (k % 2 ? 3.1 : 7.6) * s * Math.sin((k * Math.PI) / 5), y - (k % 2 ? 3.1 : 7.6) * s * Math.cos((k * Math.PI) / 5)].join(" ")).join("L");
    const many = (n) => Array.from({ length: n }, (_, k) => [x + 6.4 * s * Math.sin((k * 2 * Math.PI) / n), y - 6.4 * s * Math.cos((k * 2 * Math.PI) / n)].join(" ")).join("L");
    return {
      circle: `<circle cx="${x}" cy="${y}" r="${5.6 * s}" ${rim}/>`,
      "open circle": `<circle cx="${x}" cy="${y}" r="${4.8 * s}" fill="var(--surface)" stroke="${colour}" stroke-width="${2.4 * s}"/>`,
      square: `<rect x="${x - 5.2 * s}" y="${y - 5.2 * s}" width="${10.4 * s}" height="${10.4 * s}" ${rim}/>`,
      diamond: `<path d="M${x} ${y - 7.2 * s}l${7.2 * s} ${7.2 * s}l${-7.2 * s} ${7.2 * s}l${-7.2 * s} ${-7.2 * s}z" ${rim}/>`,
      triangle: `<path d="M${many(3)}z" ${rim}/>`,
      star: `<path d="M${star}z" ${rim}/>`,
      hexagon: `<path d="M${many(6)}z" ${rim}/>`,
      pentagon: `<path d="M${many(5)}z" ${rim}/>`,
      cross: `<path d="M${x - 4 * s} ${y - 4 * s}l${8 * s} ${8 * s}m0 ${-8 * s}l${-8 * s} ${8 * s}" fill="none" stroke="${colour}" stroke-width="${3 * s}"/>`,
      plus: `<path d="M${x - 5 * s} ${y}h${10 * s}m${-5 * s} ${-5 * s}v${10 * s}" fill="none" stroke="${colour}" stroke-width="${3 * s}"/>`,
    }[kind] || `<circle cx="${x}" cy="${y}" r="${5 * s}" ${rim}/>`;
  };

  /* A strategy's line with its mark, to stand beside its name. */
  berdaya.sample = (look, width = 34) => {
    const colour = berdaya.tone(look.colour), dash = look.dash.length ? ` stroke-dasharray="${look.dash.join(" ")}"` : "";
    return `<svg class="sample" width="${width}" height="16" aria-hidden="true"><line x1="2" x2="${width - 2}" y1="8" y2="8" stroke="${colour}" stroke-width="3" stroke-linecap="${look.dash.length && look.dash[0] < 3 ? "round" : "butt"}"${dash}/>${berdaya.mark(look.marker, width / 2, 8, colour, 0.86)}</svg>`;
  };

  /* Bytes from the server as numbers. */
  const bytes = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  berdaya.floats = (view) => new Float32Array(bytes(view));
  berdaya.wholes = (view) => new Uint32Array(bytes(view));
  berdaya.shorts = (view) => new Uint16Array(bytes(view));
})();
