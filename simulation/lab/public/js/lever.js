/* One lever: its name, value and slider with the range seen in the field, and what is known about it. */
Vue.component("berdaya-lever", {
  props: ["lever", "words", "open"],
  template: `
    <div class="lever" :data-lever="lever.name">
      <span class="n"><label :for="id">{{ lever.label }}</label>
        <button type="button" class="explain" :aria-label="fill(words.about, { lever: lever.label })" :aria-expanded="String(open)" @click="$emit('about')"><span class="i" aria-hidden="true">i</span></button></span>
      <div v-if="lever.choices" class="sel pick small">
        <select :id="id" :value="lever.value" @change="$emit('move', $event.target.value)">
          <option v-for="c in lever.choices" :key="c.value" :value="c.value">{{ c.label }}</option>
        </select><span v-html="chev"></span></div>
      <template v-else>
        <span class="v">{{ text(now) }}</span>
        <span class="slide">
          <i class="base"></i><i class="seen" :style="{ left: at(lever.seen[0]), width: 'calc(' + at(lever.seen[1]) + ' - ' + at(lever.seen[0]) + ')' }"></i><i class="on" :style="{ width: 'calc(' + at(now) + ' - 7px)' }"></i>
          <input type="range" :id="id" :min="lever.low" :max="lever.high" :step="lever.step" :value="now" :aria-valuetext="text(now)" @input="now = Number($event.target.value)" @change="$emit('move', now)" />
        </span>
        <span class="note" v-if="now < lever.seen[0] || now > lever.seen[1]">{{ words.unseen }}</span>
      </template>
      <span class="note" v-if="lever.fixed">{{ fill(words.fixed, { letters: lever.fixed.split('').join(', ') }) }}</span>
      <dl class="card aboutlever" v-if="open">
        <dd class="what">{{ lever.meaning }}</dd>
        <template v-if="!lever.choices"><dt>{{ words.range }}</dt><dd>{{ fill(words.seen, { usual: lever.usual }) }}</dd></template>
        <dt>{{ words.known }}</dt><dd><b>{{ lever.grade }}</b></dd>
        <dt>{{ words.source }}</dt><dd>{{ lever.source }}</dd>
        <dd class="what" v-if="lever.value !== lever.start"><button type="button" class="btn t" @click="$emit('move', lever.start)">{{ fill(words.start, { value: text(lever.start) }) }}</button></dd>
      </dl>
    </div>`,
  data() {
    return { now: this.lever.value };
  },
  computed: {
    id() {
      return "lever-" + this.lever.name;
    },
    chev: () => berdaya.icon("chev", "width:15px"),
  },
  watch: {
    lever(lever) {
      this.now = lever.value;
    },
  },
  methods: {
    fill: (text, values) => berdaya.fill(text, values),
    text(value) {
      if (this.lever.choices) return (this.lever.choices.find((c) => c.value === value) || {}).label;
      return berdaya.written(this.lever, value);
    },
    /* Where a value lies on the track. */
    at(value) {
      const share = (value - this.lever.low) / (this.lever.high - this.lever.low);
      return `calc(7px + ${Math.min(1, Math.max(0, share))} * (100% - 14px))`;
    },
  },
});
