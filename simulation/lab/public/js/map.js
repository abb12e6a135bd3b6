/* A village on a canvas. What stays (land, ties) is drawn once; houses are copied from small pictures, frame by frame. */
berdaya.map = (function () {
  "use strict";
  const TURN = 2 * Math.PI;
  const BIT = { empowered: 5, agent: 6, client: 9, session: 10, met: 11 };
  const RINGS = { light: ["#2F7FB8", "#6C5AA8", "#76741A", "#4A545F", "#9A6350"], dark: ["#7CBDEB", "#B5A6F2", "#C9C56A", "#C3CBD4", "#E0B09B"] };
  const WAVES = { light: ["#8A6A2E", "#AD7600", "#C2500F", "#8A1F3A"], dark: ["#FFE9B0", "#FFC94D", "#F29B3D", "#E0685A"] };
  /* Room for the badges of the stakeholders. */
  const CORNER = 42;
  const MARGIN = { top: 26, side: 18, bottom: 20 };

  const tone = () => (berdaya.dark() ? "dark" : "light");
  const waves = () => WAVES[tone()];
  const rings = () => RINGS[tone()];
  const bit = (frame, i, name) => (frame[i] >>> BIT[name]) & 1;
  const POPULATION = Array.from({ length: 32 }, (_, k) => [0, 1, 2, 3, 4].reduce((n, b) => n + ((k >> b) & 1), 0));
  const petals = (frame, i) => POPULATION[frame[i] & 31];
  const group = (frame, i) => (frame[i] >>> 16) - 1;

  /* Places in metres to places on the canvas: the village lies along the longer side, and houses are moved apart so
     that none hides another. */
  function spreadOut(places, width, height) {
    const n = places.length / 2, low = [0, 0], high = [0, 0];
    for (let k = 0; k < 2 * n; k++) {
      low[k % 2] = Math.min(low[k % 2], places[k]);
      high[k % 2] = Math.max(high[k % 2], places[k]);
    }
    const extent = [high[0] - low[0], high[1] - low[1]].map((d) => Math.max(1, d)), across = extent[0] >= extent[1] === width >= height ? 0 : 1;
    const w = width - 2 * MARGIN.side, h = height - MARGIN.top - MARGIN.bottom, down = 1 - across;
    const sx = Math.min(w / extent[across], (2 * h) / extent[down]), sy = h / extent[down];
    const onMap = (x, y) => {
      const at = [x, y];
      return [width / 2 + (at[across] - (low[across] + high[across]) / 2) * sx, MARGIN.top + h - (at[down] - low[down]) * sy];
    };
    const at = new Float32Array(2 * n);
    for (let i = 0; i < n; i++) at.set(onMap(places[2 * i], places[2 * i + 1]), 2 * i);
    const apart = Math.min(17, 0.68 * Math.sqrt((w * h) / n));
    for (let round = 0; round < 50; round++) pushApart(at, apart, width, height);
    return { at, apart, hall: onMap(0, 0), onMap };
  }

  function pushApart(at, apart, width, height) {
    const n = at.length / 2, cells = new Map(), across = Math.ceil(width / apart) + 2;
    const cell = (x, y) => Math.floor(x / apart) + across * Math.floor(y / apart);
    for (let i = 0; i < n; i++) {
      const k = cell(at[2 * i], at[2 * i + 1]);
      cells.has(k) ? cells.get(k).push(i) : cells.set(k, [i]);
    }
    for (let i = 0; i < n; i++) {
      for (const shift of [-across - 1, -across, -across + 1, -1, 0, 1, across - 1, across, across + 1]) {
        for (const j of cells.get(cell(at[2 * i], at[2 * i + 1]) + shift) || []) {
          if (j <= i) continue;
          let dx = at[2 * j] - at[2 * i], dy = at[2 * j + 1] - at[2 * i + 1];
          if (!dx && !dy) { dx = 0.1 * Math.cos(i); dy = 0.1 * Math.sin(i); }
          const d = Math.hypot(dx, dy);
          if (d >= apart) continue;
          const push = (0.5 * (apart - d)) / d;
          at[2 * i] -= dx * push; at[2 * i + 1] -= dy * push;
          at[2 * j] += dx * push; at[2 * j + 1] += dy * push;
        }
      }
      at[2 * i] = Math.min(width - MARGIN.side, Math.max(MARGIN.side, at[2 * i]));
      at[2 * i + 1] = Math.min(height - MARGIN.bottom, Math.max(MARGIN.top, at[2 * i + 1]));
      const [x, y] = [at[2 * i], at[2 * i + 1]], right = x > width - CORNER, low = y > height - CORNER;
      if ((right && (low || y < CORNER)) || (x < CORNER && y < CORNER)) at[2 * i] = right ? width - CORNER : CORNER;
    }
  }

  // --- glyphs

  function flower(g, x, y, r, fill, centre) {
    if (r < 4.2) {
      disc(g, x, y, r, fill);
      disc(g, x, y, 0.36 * r, centre);
      return;
    }
    g.fillStyle = fill;
    g.beginPath();
    for (let k = 0; k < 5; k++) {
      const a = -Math.PI / 2 + (k * TURN) / 5, px = x + Math.cos(a) * r * 0.56, py = y + Math.sin(a) * r * 0.56;
      g.moveTo(px + 0.5 * r, py);
      g.arc(px, py, 0.5 * r, 0, TURN);
    }
    g.fill();
    disc(g, x, y, 0.5 * r, fill);
    disc(g, x, y, 0.22 * r, centre);
  }

  function disc(g, x, y, r, fill) {
    g.fillStyle = fill;
    g.beginPath();
    g.arc(x, y, r, 0, TURN);
    g.fill();
  }

  function rays(g, x, y, r, long, colour, casing) {
    g.lineCap = "round";
    g.beginPath();
    for (let k = 0; k < 8; k++) {
      const a = (k * TURN) / 8 + 0.39;
      g.moveTo(x + Math.cos(a) * r, y + Math.sin(a) * r);
      g.lineTo(x + Math.cos(a) * (r + long), y + Math.sin(a) * (r + long));
    }
    g.strokeStyle = casing; g.lineWidth = 0.42 * long + 1.4; g.stroke();
    g.strokeStyle = colour; g.lineWidth = 0.42 * long; g.stroke();
  }

  function pin(g, x, y, s, fill, ink, ghost) {
    g.save();
    g.translate(x, y); g.scale(s, s);
    g.beginPath();
    g.moveTo(0, 0); g.bezierCurveTo(-3, -6, -11, -10, -11, -18); g.arc(0, -18, 11, Math.PI, 0); g.bezierCurveTo(11, -10, 3, -6, 0, 0);
    if (ghost) { g.setLineDash([3, 2.6]); g.lineWidth = 1.6; g.strokeStyle = fill; g.stroke(); g.setLineDash([]); }
    else { g.lineWidth = 3.4; g.strokeStyle = ink; g.stroke(); g.fillStyle = fill; g.fill(); }
    g.fillStyle = ghost ? fill : ink;
    g.beginPath(); g.arc(0, -22, 3.1, 0, 7); g.fill();
    g.beginPath(); g.moveTo(-5.4, -11.6); g.bezierCurveTo(-5.4, -18.6, 5.4, -18.6, 5.4, -11.6); g.closePath(); g.fill();
    g.restore();
  }

  function badge(g, x, y, kind, colour, ground) {
    g.save();
    g.translate(x, y);
    g.fillStyle = ground; g.strokeStyle = colour; g.lineWidth = 1.5;
    g.beginPath(); g.roundRect(-11, -11, 22, 22, 6); g.fill(); g.stroke();
    g.lineWidth = 1.6; g.lineJoin = "round"; g.lineCap = "round";
    g.beginPath();
    if (kind === 0) {
      g.moveTo(-6.5, -2.5); g.lineTo(0, -6.5); g.lineTo(6.5, -2.5); g.closePath();
      for (const k of [-4.5, 0, 4.5]) { g.moveTo(k, -0.5); g.lineTo(k, 4); }
      g.moveTo(-6.5, 6); g.lineTo(6.5, 6);
    } else if (kind === 1) {
      g.arc(-2.6, -2.2, 2.3, 0, 7); g.moveTo(5.4, -1.6); g.arc(3.4, -1.6, 2, 0, 7);
      g.moveTo(-6.4, 5.6); g.bezierCurveTo(-6.4, 1, 1.2, 1, 1.2, 5.6);
      g.moveTo(3.6, 2.2); g.bezierCurveTo(5.6, 2.2, 6.8, 3.4, 6.8, 5.6);
    } else {
      g.moveTo(-6.5, -2); g.lineTo(-5, -6); g.lineTo(5, -6); g.lineTo(6.5, -2); g.closePath();
      g.moveTo(-5, -2); g.lineTo(-5, 6); g.lineTo(5, 6); g.lineTo(5, -2);
      g.moveTo(-1.6, 6); g.lineTo(-1.6, 2); g.lineTo(1.6, 2); g.lineTo(1.6, 6);
    }
    g.stroke();
    g.restore();
  }

  /* A bent ribbon, thick at the giver and thin at the receiver; `grown` (0-1) is how much of it there is. */
  function ribbon(g, x1, y1, x2, y2, colour, from, to, alpha, grown) {
    const dx = x2 - x1, dy = y2 - y1, long = Math.hypot(dx, dy) || 1, bend = Math.min(26, 0.22 * long);
    const cx = (x1 + x2) / 2 - (dy / long) * bend, cy = (y1 + y2) / 2 + (dx / long) * bend;
    const one = [], other = [], steps = 14;
    for (let k = 0; k <= steps; k++) {
      const t = (k / steps) * grown, u = 1 - t;
      const x = u * u * x1 + 2 * u * t * cx + t * t * x2, y = u * u * y1 + 2 * u * t * cy + t * t * y2;
      const tx = 2 * u * (cx - x1) + 2 * t * (x2 - cx), ty = 2 * u * (cy - y1) + 2 * t * (y2 - cy);
      const l = Math.hypot(tx, ty) || 1, w = (from * u + to * t) / 2;
      one.push([x - (ty / l) * w, y + (tx / l) * w]);
      other.unshift([x + (ty / l) * w, y - (tx / l) * w]);
    }
    g.globalAlpha = alpha;
    g.fillStyle = colour;
    g.beginPath();
    [...one, ...other].forEach(([x, y], k) => (k ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.closePath();
    g.fill();
    g.globalAlpha = 1;
  }

  /* The order in which somebody on foot would call at places: always the nearest next. */
  function tour(start, stops) {
    const left = stops.slice(), path = [start];
    while (left.length) {
      const [x, y] = path[path.length - 1];
      let best = 0;
      for (let k = 1; k < left.length; k++)
        if ((left[k][0] - x) ** 2 + (left[k][1] - y) ** 2 < (left[best][0] - x) ** 2 + (left[best][1] - y) ** 2) best = k;
      path.push(left.splice(best, 1)[0]);
    }
    return path;
  }

  function along(path, t) {
    const lengths = path.slice(1).map(([x, y], k) => Math.hypot(x - path[k][0], y - path[k][1]));
    let left = t * lengths.reduce((a, b) => a + b, 0);
    for (let k = 0; k < lengths.length; k++) {
      if (left <= lengths[k]) {
        const s = lengths[k] ? left / lengths[k] : 0;
        return [path[k][0] + s * (path[k + 1][0] - path[k][0]), path[k][1] + s * (path[k + 1][1] - path[k][1])];
      }
      left -= lengths[k];
    }
    return path[path.length - 1];
  }

  class VillageMap {
    constructor(canvas) {
      this.canvas = canvas;
      this.sprites = new Map();
    }

    /* Take a village in; `height` in pixels of the page. */
    setVillage(village, width, height) {
      this.village = village;
      this.ratio = Math.min(2, window.devicePixelRatio || 1);
      this.width = width;
      this.height = height;
      this.canvas.width = Math.round(width * this.ratio);
      this.canvas.height = Math.round(height * this.ratio);
      Object.assign(this, spreadOut(village.places, width, height));
      this.scene = null;
      this.rooms = [];
      this.radius = Math.max(2.2, Math.min(6.6, 0.44 * this.apart));
      this.repaint();
    }

    /* Forget everything that depends on light or dark. */
    repaint() {
      this.colours = {};
      this.sceneKey = "";
      for (const name of ["land", "land2", "field", "tie", "fac", "fac-ink", "agent", "stake", "surface", "ink", "ink3", "fail", "e0", "e1", "e2", "e3", "e4", "e5"])
        this.colours[name] = berdaya.colour(name);
      this.sprites.clear();
      this.grounds = { ties: this.drawGround(1), snowball: this.drawGround(0.4) };
    }

    layer(width, height) {
      const canvas = document.createElement("canvas");
      canvas.width = Math.ceil(width * this.ratio);
      canvas.height = Math.ceil(height * this.ratio);
      const g = canvas.getContext("2d");
      g.scale(this.ratio, this.ratio);
      return [canvas, g];
    }

    drawGround(ties) {
      const [canvas, g] = this.layer(this.width, this.height), c = this.colours, at = this.at;
      g.fillStyle = c.land;
      g.fillRect(0, 0, this.width, this.height);
      for (const [colour, r] of [[c.land2, 1.55], [c.field, 1.12]]) {
        g.fillStyle = colour;
        g.beginPath();
        for (let i = 0; i < this.village.n; i++) {
          g.moveTo(at[2 * i] + r * this.apart, at[2 * i + 1]);
          g.arc(at[2 * i], at[2 * i + 1], r * this.apart, 0, TURN);
        }
        g.fill();
      }
      g.globalAlpha = ties * Math.min(1, 12 / Math.sqrt(this.village.ties.length / 4));
      g.strokeStyle = c.tie;
      g.lineWidth = 0.8;
      g.beginPath();
      for (let k = 0; k < this.village.ties.length; k += 2) {
        const a = this.village.ties[k], b = this.village.ties[k + 1];
        g.moveTo(at[2 * a], at[2 * a + 1]);
        g.lineTo(at[2 * b], at[2 * b + 1]);
      }
      g.stroke();
      return canvas;
    }

    /* The small picture of a house: petals 0-5, ring of a group (-1 none), change agent, on the snowball view. */
    sprite(level, ring, agent, snowball) {
      const key = level + 6 * (ring + 1) + 100 * agent + 1000 * snowball;
      if (!this.sprites.has(key)) this.sprites.set(key, this.drawSprite(level, ring, agent, snowball));
      return this.sprites.get(key);
    }

    drawSprite(level, ring, agent, snowball) {
      const open = level >= 4, dark = berdaya.dark(), c = this.colours, edge = dark ? "#0E1114" : "#FFFCF5";
      const r = this.radius * (open ? 1 : snowball ? 0.48 : 0.64), rim = dark ? "rgba(220,225,230,.42)" : "rgba(70,58,40,.50)";
      const pixels = Math.ceil(2 * (r + (open && dark ? 2.6 : 1.7) * this.radius + 2) * this.ratio), size = pixels / this.ratio, m = size / 2;
      const canvas = new OffscreenCanvas(pixels, pixels), g = canvas.getContext("2d");
      g.scale(this.ratio, this.ratio);
      if (open && dark) {
        const glow = g.createRadialGradient(m, m, 1, m, m, m);
        glow.addColorStop(0, level === 5 ? "rgba(255,236,150,.42)" : "rgba(224,205,100,.26)");
        glow.addColorStop(1, "rgba(255,236,150,0)");
        g.fillStyle = glow;
        g.fillRect(0, 0, size, size);
      }
      if (agent) rays(g, m, m, r + 0.56 * this.radius, 0.55 * this.radius, c.agent, dark ? "#0E1114" : "#6B4A00");
      if (ring >= 0) {
        g.beginPath();
        g.arc(m, m, r + 0.3 * this.radius, 0, TURN);
        g.fillStyle = edge;
        g.fill();
        g.lineWidth = Math.max(1, (snowball ? 0.16 : 0.28) * this.radius);
        g.strokeStyle = rings()[ring % 5];
        if (ring >= 5) g.setLineDash([2.2, 1.8]);
        g.stroke();
        g.setLineDash([]);
      } else if (open) disc(g, m, m, r + 0.9, edge);
      if (open) flower(g, m, m, r, c["e" + level], edge);
      else {
        disc(g, m, m, r, c["e" + level]);
        g.lineWidth = 0.9;
        g.strokeStyle = rim;
        g.stroke();
      }
      return { picture: canvas.transferToImageBitmap(), size };
    }

    /* Draw a moment. state: side's frame, before (the month before), groups, month, exit, edges, view, facilitators,
       phase and walked (0-1: of the change from the month before, of the facilitators' way), who (-1 nobody), name.
       What does not move within a month is drawn once a month, as a scene. */
    draw(state) {
      if (!this.village || !state.frame) return;
      const here = state.exit !== null && state.month <= state.exit && state.facilitators > 0;
      state = { ...state, snowball: state.view === "snowball", here, fresh: state.before ? this.opening(state) : [] };
      state.routes = here && state.month > 0 ? this.routes(state) : [];
      const growing = state.phase < 1, key = [state.month, state.view, growing].join();
      if (this.sceneKey !== key || this.sceneFrame !== state.frame) {
        this.drawScene(state, growing);
        Object.assign(this, { sceneKey: key, sceneFrame: state.frame });
      }
      const g = this.canvas.getContext("2d");
      g.setTransform(1, 0, 0, 1, 0, 0);
      g.drawImage(this.scene[0], 0, 0);
      g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      if (growing) {
        if (state.snowball) for (const byFacilitator of [true, false]) this.drawEdges(g, state, byFacilitator, (month) => month === state.month, state.phase);
        const grown = 0.45 + 0.55 * Math.sin((state.phase * Math.PI) / 2);
        for (const i of state.fresh) this.drawHouse(g, state, i, grown);
      }
      if (here) this.drawFacilitators(g, state);
      else if (state.facilitators > 0) pin(g, ...this.hall, 0.95, this.colours.ink3, this.colours["fac-ink"], true);
      if (state.who >= 0) this.drawChosen(g, state);
    }

    /* Who opens this month, to four petals or more. */
    opening({ frame, before }) {
      const fresh = [];
      for (let i = 0; i < this.village.n; i++) if (petals(frame, i) >= 4 && petals(before, i) < 4) fresh.push(i);
      return fresh;
    }

    drawScene(state, growing) {
      this.scene = this.scene || this.layer(this.width, this.height);
      const g = this.scene[1], there = growing ? (month) => month < state.month : (month) => month <= state.month;
      g.imageSmoothingEnabled = false; // houses lie on whole pixels
      g.drawImage(this.grounds[state.view], 0, 0, this.width, this.height);
      if (state.snowball) this.drawEdges(g, state, true, there, 1);
      else {
        this.drawGroupLines(g, state);
        this.drawLinks(g, state);
        this.drawRoutes(g, state.routes);
      }
      this.drawHouses(g, state, false, []);
      if (state.snowball) this.drawEdges(g, state, false, there, 1);
      this.drawHouses(g, state, true, growing ? state.fresh : []);
      if (!state.snowball) {
        this.drawVisited(g, state);
        this.drawGroupNumbers(g, state);
        this.drawBadges(g);
      }
    }

    drawHouses(g, state, open, without) {
      const left_out = new Set(without);
      for (let i = 0; i < this.village.n; i++) if (petals(state.frame, i) >= 4 === open && !left_out.has(i)) this.drawHouse(g, state, i, 1);
    }

    drawHouse(g, state, i, scale) {
      const level = petals(state.frame, i), open = level >= 4, own = group(state.frame, i), ring = own < 0 || (state.snowball && !open) ? -1 : own % 10;
      const { picture, size } = this.sprite(level, ring, open && bit(state.frame, i, "agent"), state.snowball ? 1 : 0), s = size * scale, r = this.ratio;
      const whole = (x) => Math.round((x - s / 2) * r) / r;
      g.drawImage(picture, whole(this.at[2 * i]), whole(this.at[2 * i + 1]), s, s);
    }

    /* A stroke under those a facilitator called on this month. */
    drawVisited(g, state) {
      g.beginPath();
      for (let i = 0; i < this.village.n; i++) {
        if (!bit(state.frame, i, "client")) continue;
        const open = petals(state.frame, i) >= 4, x = this.at[2 * i], y = this.at[2 * i + 1] + this.radius * (open ? 1 : 0.64) + 0.5 * this.radius;
        g.moveTo(x - 0.45 * this.radius, y);
        g.lineTo(x + 0.45 * this.radius, y);
      }
      g.lineWidth = 1.6;
      g.lineCap = "butt";
      g.strokeStyle = this.colours.fac;
      g.stroke();
    }

    groupPlace(row) {
      return this.onMap(row[1], row[2]);
    }

    /* Where members of a group live, on average: its meeting place among the houses as they are drawn. */
    places(state) {
      if (state.frame === this.placedFrame) return this.placed;
      const sums = state.groups.map(() => [0, 0, 0]);
      for (let i = 0; i < this.village.n; i++) {
        const own = group(state.frame, i);
        if (own < 0 || !sums[own]) continue;
        sums[own][0] += this.at[2 * i]; sums[own][1] += this.at[2 * i + 1]; sums[own][2]++;
      }
      this.placedFrame = state.frame;
      return (this.placed = sums.map(([x, y, n], k) => (n ? this.roomFor(k, x / n, y / n) : this.groupPlace(state.groups[k]))));
    }

    /* The spot for a group's number, looked for again only when its members' middle has moved. */
    roomFor(k, x, y) {
      const middle = `${Math.round(x)} ${Math.round(y)}`;
      if (!this.rooms[k] || this.rooms[k].middle !== middle) this.rooms[k] = { middle, spot: this.roomNear(x, y) };
      return this.rooms[k].spot;
    }

    /* A spot near (x, y) that hides as few houses as can be. */
    roomNear(x, y) {
      let best = [x, y], most = -1;
      for (const r of [0, 7, 12, 17])
        for (let a = 0; a < (r ? 12 : 1); a++) {
          const px = x + r * Math.cos((a * TURN) / 12), py = y + r * Math.sin((a * TURN) / 12);
          let free = 9999;
          for (let i = 0; i < this.village.n; i++) free = Math.min(free, (this.at[2 * i] - px) ** 2 + (this.at[2 * i + 1] - py) ** 2);
          if (Math.sqrt(free) - 0.16 * r > most) { most = Math.sqrt(free) - 0.16 * r; best = [px, py]; }
        }
      return best;
    }

    drawGroupLines(g, state) {
      const places = this.places(state);
      g.lineWidth = 1;
      g.globalAlpha = 0.28;
      places.forEach(([x, y], k) => {
        if (!state.groups[k][0]) return;
        g.strokeStyle = rings()[k % 5];
        g.beginPath();
        for (let i = 0; i < this.village.n; i++) {
          if (group(state.frame, i) !== k) continue;
          g.moveTo(x, y);
          g.lineTo(this.at[2 * i], this.at[2 * i + 1]);
        }
        g.stroke();
      });
      g.globalAlpha = 1;
    }

    drawGroupNumbers(g, state) {
      const dark = berdaya.dark();
      this.places(state).forEach(([x, y], k) => {
        if (!state.groups[k][0]) return this.drawEnded(g, x, y);
        g.fillStyle = rings()[k % 5];
        g.beginPath(); g.roundRect(x - 7.5, y - 7.5, 15, 15, 4.5); g.fill();
        g.lineWidth = 1.5; g.strokeStyle = dark ? "#0E1114" : "#FFFCF5"; g.stroke();
        g.fillStyle = dark ? "#14171B" : "#fff";
        g.font = '700 9.5px "Plus Jakarta Sans"'; g.textAlign = "center"; g.textBaseline = "middle";
        g.fillText(String(k + 1), x, y + 0.6);
      });
    }

    drawEnded(g, x, y) {
      g.strokeStyle = this.colours.fail;
      g.lineWidth = 2.2;
      g.beginPath();
      g.moveTo(x - 5, y + 5); g.lineTo(x + 5, y - 5); g.moveTo(x - 5, y - 5); g.lineTo(x + 5, y + 5);
      g.stroke();
    }

    badgePlaces() {
      return [[20, 20], [this.width - 20, this.height - 20], [this.width - 20, 20]];
    }

    drawBadges(g) {
      this.badgePlaces().forEach(([x, y], kind) => badge(g, x, y, kind, this.colours.stake, this.colours.surface));
    }

    drawLinks(g, state) {
      const places = this.places(state);
      g.strokeStyle = this.colours.stake;
      g.lineWidth = 1.4;
      g.globalAlpha = 0.6;
      g.setLineDash([5, 4]);
      state.groups.forEach((row, k) => {
        this.badgePlaces().forEach(([x, y], kind) => {
          if (!((row[6] >> kind) & 1)) return;
          const [px, py] = places[k];
          g.beginPath();
          g.moveTo(x, y);
          g.quadraticCurveTo((x + px) / 2, (y + py) / 2 - 18, px, py);
          g.stroke();
        });
      });
      g.globalAlpha = 1;
      g.setLineDash([]);
    }

    /* By facilitator, the way of this month: from the hall to clients or groups. */
    routes(state) {
      const stops = Array.from({ length: state.facilitators }, () => []);
      const place = this.places(state);
      state.groups.forEach((row, k) => { if (row[3] && !row[4] && row[5] >= 0) stops[row[5]].push(place[k]); });
      for (let i = 0; i < this.village.n; i++)
        if (bit(state.frame, i, "client") && bit(state.frame, i, "session")) (stops[state.facilitator[i]] || stops[0]).push([this.at[2 * i], this.at[2 * i + 1]]);
      if (this.routedFrame !== state.frame) {
        this.routedFrame = state.frame;
        this.routed = stops.map((list) => tour(this.hall, list));
      }
      return this.routed;
    }

    drawRoutes(g, routes) {
      g.setLineDash([2, 4]);
      g.lineWidth = 1.6;
      g.strokeStyle = this.colours.fac;
      for (const path of routes) {
        g.beginPath();
        path.forEach(([x, y], k) => (k ? g.lineTo(x, y) : g.moveTo(x, y)));
        g.stroke();
      }
      g.setLineDash([]);
    }

    drawFacilitators(g, state) {
      for (let f = 0; f < state.facilitators; f++) {
        const path = state.routes[f] || [this.hall];
        const [x, y] = along(path, path.length > 1 ? Math.min(1, state.walked) : 1);
        pin(g, x, y - 2, 1, this.colours.fac, this.colours["fac-ink"], false);
      }
    }

    /* Who empowered whom: those through the facilitator below the houses, those through villagers above. */
    drawEdges(g, state, byFacilitator, which, grown) {
      const at = this.at, c = this.colours;
      for (const [month, parent, who, wave] of state.edges) {
        if (!which(month) || parent < 0 !== byFacilitator) continue;
        const on = petals(state.frame, who) >= 4;
        const [x, y] = parent < 0 ? this.hall : [at[2 * parent], at[2 * parent + 1]], colour = on ? waves()[Math.min(3, wave - 1)] : c.ink3;
        if (byFacilitator) ribbon(g, x, y, at[2 * who], at[2 * who + 1], colour, on ? 2.6 : 1.4, 0.7, on ? 0.6 : 0.2, grown);
        else {
          if (on) ribbon(g, x, y, at[2 * who], at[2 * who + 1], c.land, 7.4, 3.6, 0.95, grown);
          ribbon(g, x, y, at[2 * who], at[2 * who + 1], colour, on ? 5 : 2, on ? 1.4 : 0.8, on ? 1 : 0.3, grown);
        }
      }
    }

    drawChosen(g, state) {
      const x = this.at[2 * state.who], y = this.at[2 * state.who + 1], c = this.colours;
      g.lineWidth = 2.4;
      g.strokeStyle = c.ink;
      g.beginPath(); g.arc(x, y, 2.1 * this.radius, 0, TURN); g.stroke();
      g.font = '700 11px "Plus Jakarta Sans"';
      const w = g.measureText(state.name).width + 14, left = Math.min(this.width - w - 4, Math.max(4, x - w / 2));
      const top = y < 60 ? y + 2.6 * this.radius : y - 2.6 * this.radius - 18;
      g.fillStyle = c.ink;
      g.beginPath(); g.roundRect(left, top, w, 18, 6); g.fill();
      g.fillStyle = c.surface; g.textAlign = "center"; g.textBaseline = "middle";
      g.fillText(state.name, left + w / 2, top + 9.4);
    }

    /* The villager drawn nearest to a point of the page, -1 if none is near. */
    at_(x, y, reach = 16) {
      let best = -1, nearest = reach;
      for (let i = 0; i < this.village.n; i++) {
        const d = Math.hypot(this.at[2 * i] - x, this.at[2 * i + 1] - y);
        if (d < nearest) { nearest = d; best = i; }
      }
      return best;
    }
  }

  return { VillageMap, waves, rings, petals, group, bit, BIT, TURN };
})();
