/* What the parts of the Lab share on the page: the months received so far, the month shown, and the play. */
berdaya.lab = (function () {
  "use strict";
  const SPEEDS = [1, 2, 4];
  const MONTHS_A_SECOND = 1.5;
  const AHEAD = 8;
  const PATIENCE = 8000;

  /* What is drawn follows these. */
  const state = Vue.observable({
    ready: false, village: null, month: 0, reached: 0, last: 0, horizon: 51, playing: false, speed: 2, view: "ties",
    shown: "b", who: -1, side: 1,
  });
  /* Bytes and lists that Vue need not watch. */
  const data = { wanted: 0, frames: [[], []], groups: [[], []], empowered: [[], []], edges: [[], []], changedAt: 0, asked: 0 };
  let ask = () => {}, timer = 0, due = 0;

  const words = (view) => new Uint32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

  /* A new pair of villages, at month 0. */
  function begin(village) {
    pause();
    const floats = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
    const shorts = (view) => new Uint16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
    state.village = Object.freeze({
      ...village,
      places: floats(village.places),
      ties: words(village.ties),
      hamlet: shorts(village.hamlet),
      sides: village.sides.map((side) => Object.freeze({ ...side, facilitator: shorts(side.facilitator) })),
    });
    for (const name of ["frames", "groups", "empowered", "edges"]) data[name] = [[], []];
    Object.assign(state, { ready: false, month: 0, reached: 0, last: -1, horizon: village.horizon, who: state.who < village.n ? state.who : -1 });
    Object.assign(data, { asked: 0, wanted: 0 });
  }

  /* Months that have just come from the server. */
  function take(chunk) {
    if (!state.village || chunk.first !== state.last + 1) return;
    const n = state.village.n;
    chunk.sides.forEach((side, s) => {
      const all = words(side.frames);
      for (let k = 0; k < all.length / n; k++) data.frames[s].push(all.subarray(k * n, (k + 1) * n));
      data.groups[s].push(...side.groups);
      data.empowered[s].push(...side.empowered);
      data.edges[s].push(...side.edges);
    });
    state.last = chunk.last;
    state.ready = true;
    data.asked = 0;
    if (data.wanted > state.month) put(Math.min(data.wanted, state.last));
    if (data.wanted > state.last) want(data.wanted);
    else if (state.playing) fetchAhead();
  }

  /* Ask for months up to one; again only when they have come, or have not for so long that the line must have broken. */
  function want(month) {
    const now = performance.now();
    if ((data.asked && now - data.asked < PATIENCE) || state.last >= Math.min(month, state.horizon)) return;
    data.asked = now;
    ask({ first: state.last + 1, to: Math.min(month, state.horizon) });
  }

  const fetchAhead = () => want(state.month + AHEAD);

  /* Show a month, running the villages on to it if need be. */
  function show(month) {
    month = Math.max(0, Math.min(state.horizon, Math.round(month)));
    data.wanted = month;
    month > state.last ? want(month) : put(month);
  }

  function put(month) {
    if (month !== state.month) data.changedAt = performance.now();
    data.stepped = month === state.month + 1;
    state.month = month;
    state.reached = Math.max(state.reached, month);
  }

  function play() {
    if (state.month >= state.horizon) show(0);
    state.playing = true;
    due = performance.now();
    fetchAhead();
    timer = requestAnimationFrame(turn);
  }

  function pause() {
    state.playing = false;
    cancelAnimationFrame(timer);
  }

  const period = () => 1000 / (MONTHS_A_SECOND * state.speed);

  function turn(now) {
    if (!state.playing) return;
    if (berdaya.page.tab !== "lab") return pause();
    if (now >= due && state.month < state.last) {
      show(state.month + 1);
      due = Math.max(due + period(), now);
      if (state.month >= state.horizon) return pause();
      if (state.last - state.month < AHEAD) fetchAhead();
    } else if (now >= due) fetchAhead();
    timer = requestAnimationFrame(turn);
  }

  const toggle = () => (state.playing ? pause() : play());

  /* How far the picture has come from the month before, 0-1, and how far facilitators have walked. */
  function phase() {
    if (berdaya.calm()) return { phase: 1, walked: 1 };
    const passed = performance.now() - data.changedAt;
    return { phase: data.stepped ? Math.min(1, passed / Math.min(350, 0.8 * period())) : 1, walked: data.stepped || state.playing ? Math.min(1, passed / (0.9 * Math.max(600, period()))) : 1 };
  }

  /* Households empowered so far by wave 1, 2, 3 and later. */
  function waves(s) {
    const counts = [0, 0, 0, 0];
    for (const [month, , , wave] of data.edges[s]) if (month <= state.month) counts[Math.min(3, wave - 1)]++;
    return counts;
  }

  const exit = () => (state.village ? Math.max(...state.village.sides.map((side) => side.exit || 0)) : 0);

  return { state, data, begin, take, show, play, pause, toggle, phase, waves, exit, SPEEDS, connect: (f) => (ask = f) };
})();
