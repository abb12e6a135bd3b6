"""The laboratory: the village in a browser, in four tabs: Story, Lab, Decide, About.

`server.serve` opens it; `page.Page` is what one visitor sees. A tab is a Solara component that takes no arguments and
stands in `tabs.TABS`. It keeps four rules:

- It speaks the visitor's language: its first line is `spoken()` (from `simulation.lab.session`), after which `tr(...)`
  and the numbers of `simulation.report.wording` are in that language, also in components that only it renders.
- All its state is made inside the component (`solara.use_reactive`, `solara.use_memo`): visitors share nothing. What a
  thread of its own works at ends with `solara.lab.use_task` or a cleanup of `solara.use_effect`.
- Long work goes to the workers that all visitors share (`simulation.lab.workers`), a few runs at a time.
- It draws with its own Vue component beside its Python file (`solara.component_vue("name.vue")`), with the colours and
  classes of `public/css`, the icons, flowers and numbers of `public/js/base.js`, and no Vuetify component. Its own
  rules of look go into `public/css/NAME.css`, its drawing into `public/js/NAME.js` (listed in `assets/custom.*`).

A tab stays mounted while another is shown; `berdaya.page.tab` names the one in sight, `berdaya.page.lang` the language.
From the page come only events that a component declares (`guard.py`), bounded in size (`limits.py`).
"""
