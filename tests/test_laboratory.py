"""The laboratory without a browser: settings and links, frames, events, stories, bands, limits, what a page may ask."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipyvue.VueTemplateWidget import Events
from solara.server import cdn_helper

from agents.columns import NOBODY
from scenarios.errors import BerdayaError, ScenarioError
from scenarios.parameters import BY_NAME
from scenarios.scenario import communities, make_scenario, strategies
from simulation.lab import server
from simulation.lab.bands import bands, growing
from simulation.lab.bench import Bench, command_line
from simulation.lab.biography import lines
from simulation.lab.chronicle import AGENT, EMPOWERED, group_of, has, petals
from simulation.lab.events import ICONS, events, in_words
from simulation.lab.guard import CDN, GuardedSite, guard_server, only_declared_events, refused
from simulation.lab.levers import levers, nice_step, slider
from simulation.lab.limits import Limits, limits_from
from simulation.lab.pair import Pair, chunk_for_page, log_for_page, make_pair, staying, story_for_page, village_for_page
from simulation.lab.server import listen
from simulation.lab.settings import Settings, read_settings, refuse_large
from simulation.lab.workers import Workers
from simulation.month.record import SERIES
from simulation.study.arms import make_arms
from simulation.study.compare import compare
from simulation.study.replicate import replicate
from simulation.study.runner import Interruption, Runner, replicate_seed

HOUSE = Path(__file__).resolve().parent.parent
SMALL = (("households", 60), ("hamlets", 3), ("budget", 60.0))


@pytest.fixture(scope="module")
def pair() -> Pair:
    """A small pair that has run to its end."""
    made = make_pair(Settings(seed=4, changed=SMALL))
    made.advance(made.horizon)
    return made


# --- settings and links

CHANGES = st.dictionaries(
    st.sampled_from([n for n, p in BY_NAME.items() if p.section == "facilitator" and p.kind == "float"]),
    st.floats(0.2, 0.5),
    max_size=4,
)


@settings(deadline=None, max_examples=40)
@given(
    community=st.sampled_from(list(communities())),
    a=st.sampled_from(list(strategies())),
    b=st.sampled_from(list(strategies())),
    equal=st.sampled_from(["budget", "dose"]),
    seed=st.integers(0, 10**15 - 1),
    changed=CHANGES,
)
def test_a_link_restores_everything(community: str, a: str, b: str, equal: Any, seed: int, changed: Any) -> None:
    chosen = Settings(community, a, b, equal, seed)
    for name, value in changed.items():
        chosen = chosen.with_value(name, float(f"{value:.12g}"))
    assert read_settings({**chosen.query(), "tab": "lab", "lang": "id", "at": "13"}) == chosen


def test_a_lever_back_at_its_start_is_not_changed() -> None:
    start = Settings("close-knit-small-village")
    moved = start.with_value("trust_fellows", 0.5)
    assert moved.changed == (("trust_fellows", 0.5),)
    assert moved.with_value("trust_fellows", 0.75) == start


def test_all_that_is_wrong_in_a_link_is_said_at_once() -> None:
    given = {"community": "farmers", "a": "indvidual", "equal": "luck", "seed": "-1", "budget": "lots", "bugdet": "3"}
    with pytest.raises(BerdayaError) as error:
        read_settings(given)
    assert len(error.value.problems) == 6
    assert "did you mean 'individual'" in str(error.value)
    assert "did you mean 'budget'" in str(error.value)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=5))
def test_no_link_brings_the_page_down(given: dict[str, str]) -> None:
    try:
        opened = read_settings(given)
    except BerdayaError:
        return
    assert read_settings(opened.query()) == opened


def test_the_page_refuses_what_is_too_large_for_it() -> None:
    limits = Limits(households=200, months=60)
    refuse_large(make_scenario(households=200), limits)
    with pytest.raises(ScenarioError, match="households 201: this page takes at most 200"):
        refuse_large(make_scenario(households=201), limits)
    with pytest.raises(ScenarioError, match="100 months"):
        refuse_large(make_scenario(months_after=85), limits)


def test_limits_come_from_the_environment() -> None:
    given = {"BERDAYA_LAB_HOUSEHOLDS": "300", "BERDAYA_LAB_RUNS": "many", "BERDAYA_LAB_VISITORS": "0"}
    assert limits_from(given) == Limits(households=300)


@pytest.mark.filterwarnings("ignore:websockets")
def test_the_server_keeps_to_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LIMITS", Limits(visitors=3, minutes=2, message_kb=7))
    given = server.settings()
    assert (given["SOLARA_KERNEL_MAX_COUNT"], given["SOLARA_KERNEL_CULL_TIMEOUT"]) == ("3", "2m")
    assert server.uvicorn_server().config.ws_max_size == 7 * 1024


# --- levers


def test_every_lever_reaches_its_start_and_stays_within_what_is_accepted() -> None:
    for community in communities():
        for lever in levers(Settings(community)):
            parameter = BY_NAME[lever["name"]]
            if lever["choices"]:
                assert lever["start"] in [choice["value"] for choice in lever["choices"]]
                continue
            assert parameter.limits[0] <= lever["low"] < lever["high"] <= parameter.limits[1]
            assert lever["low"] <= lever["start"] <= lever["high"]
            assert lever["low"] <= parameter.low
            assert parameter.high <= lever["high"]
            assert lever["meaning"]
            assert lever["source"]
            assert lever["grade"]


def test_slider_steps_are_round() -> None:
    assert [nice_step(x) for x in (0.014, 5.2, 1, 0.06, 20)] == [0.01, 5, 1, 0.05, 20]
    low, high = slider(BY_NAME["invited"])
    assert low == 0
    assert high <= Limits().households


def test_a_lever_that_a_strategy_sets_itself_says_so() -> None:
    fixed = {lever["name"]: lever["fixed"] for lever in levers(Settings(a="individual", b="cascade"))}
    assert fixed["months"] == "B"
    assert fixed["individual_share"] == "AB"
    assert fixed["budget"] == ""


# --- the villages


def test_the_village_shown_is_the_command_lines_first_replicate(pair: Pair) -> None:
    scenario = make_scenario(**dict(SMALL))
    seed = replicate_seed(4, 0)
    arms = make_arms(scenario, ("individual", "group"), "budget", seed)
    expected = replicate(arms.scenarios, seed)
    for side, series, outcomes in zip(pair.sides, expected.series, expected.outcomes, strict=True):
        for name in SERIES:
            np.testing.assert_array_equal(side.run.series()[name], series[name])
        assert has(side.months[39], EMPOWERED).sum() == outcomes["empowered_24"]
    twins = staying(pair)
    assert [twin[39] for twin in twins] == [outcomes["stays_24"] for outcomes in expected.outcomes]


def test_both_villages_have_the_same_people_and_start(pair: Pair) -> None:
    one, other = pair.sides
    np.testing.assert_array_equal(one.months[0]["bits"], other.months[0]["bits"])
    assert one.run.village is other.run.village


def test_frames_hold_what_the_model_holds(pair: Pair) -> None:
    side = pair.sides[1]
    v, last = side.run.world.villagers, side.months[-1]
    frames = np.frombuffer(side.frames(0), "<u4").reshape(pair.horizon + 1, len(v))
    np.testing.assert_array_equal(frames[-1] & 31, v["indicators"])
    np.testing.assert_array_equal(petals(last), np.bitwise_count(v["indicators"]))
    np.testing.assert_array_equal(has(last, AGENT), v["agent"])
    np.testing.assert_array_equal(group_of(last), v["group"])
    empowered = [(frame >> EMPOWERED & 1).sum() for frame in frames]
    np.testing.assert_array_equal(empowered, side.run.series()["empowered"])


def test_chunks_give_each_month_once(pair: Pair) -> None:
    grown = make_pair(Settings(seed=4, changed=SMALL))
    parts = [chunk_for_page(grown, 0)]
    for to in (1, 8, 8, 30, 99):
        sent = parts[-1]["last"]
        grown.advance(to)
        if grown.month > sent:
            parts.append(chunk_for_page(grown, sent + 1))
    whole = chunk_for_page(pair, 0)
    for k in range(2):
        for key in ("frames", "empowered", "groups"):
            joined = parts[0]["sides"][k][key]
            for part in parts[1:]:
                joined = joined + part["sides"][k][key]
            assert joined == whole["sides"][k][key]
        edges = [edge for part in parts for edge in part["sides"][k]["edges"]]
        assert sorted(edges) == whole["sides"][k]["edges"]


def test_what_the_page_gets_of_a_village(pair: Pair) -> None:
    page, village = village_for_page(pair), pair.sides[0].run.village
    ties = np.frombuffer(page["ties"], "<u4").reshape(-1, 2)
    assert len(ties) * 2 == len(village.neighbours)
    assert (ties[:, 0] < ties[:, 1]).all()
    assert len(np.frombuffer(page["places"], "<f4")) == 2 * page["n"] == 120


# --- events and stories


def test_every_event_is_told_in_both_languages(pair: Pair) -> None:
    ids = pair.sides[0].run.village.ids
    told = {event.kind: event for _, event in pair.happened}
    assert {"arrives", "clients", "groups", "leaves", "empowered_by_facilitator", "lapsed", "agents"} <= told.keys()
    for kind, event in told.items():
        assert kind in ICONS
        sentence = in_words(event, ids)
        assert sentence
        assert "{" not in sentence


def test_the_log_counts_what_the_model_counts(pair: Pair) -> None:
    for side in pair.sides:
        v = side.run.world.villagers
        by_teaching = (v["empowered_month"] != NOBODY) & (v["wave"] > 0)
        told = [
            e for month in range(1, pair.horizon + 1) for e in events(side, month) if e.kind.startswith("empowered")
        ]
        assert sum(len(e.who) for e in told) == by_teaching.sum()
        for event in told:
            for i in event.who:
                assert v["empowered_month"][i] == event.month - 1
    months = [line["month"] for line in log_for_page(pair)]
    assert months == sorted(months)


def test_a_story_agrees_with_the_ledger(pair: Pair) -> None:
    side = pair.sides[1]
    v, ids = side.run.world.villagers, side.run.village.ids
    pupils = np.flatnonzero(v["parent"] != NOBODY)
    assert len(pupils)
    for who in pupils:
        told = "\n".join(text for _, text in lines(side, int(who)))
        assert f"begins to learn from household {ids[v['parent'][who]]}" in told
        teacher = "\n".join(text for _, text in lines(side, int(v["parent"][who])))
        assert f"household {ids[who]}" in teacher
    joined = int(np.flatnonzero(v["group"] != NOBODY)[0])
    assert any(text.startswith("joins group") or text.startswith("founds") for _, text in lines(side, joined))


def test_a_story_holds_both_villages(pair: Pair) -> None:
    story = story_for_page(pair, 3)
    assert story["who"] == 3
    assert len(story["sides"]) == 2
    for told, side in zip(story["sides"], pair.sides, strict=True):
        assert len(told["learned"]) == pair.horizon + 1
        v = side.run.world.villagers
        held = v["knowledge_from"][3] + v["skill_from"][3]
        np.testing.assert_allclose(told["learned"][-1], held, atol=1e-4)


# --- a visitor's bench


def test_a_bench_follows_the_page_and_undoes() -> None:
    bench = Bench({"budget": "80", "seed": "2"})
    first = bench.settings.value
    bench.choose({"name": "a", "value": "group"})
    assert bench.settings.value.sides == ("group", "individual")
    bench.move({"name": "budget", "value": 90})
    assert dict(bench.settings.value.changed) == {"budget": 90.0}
    bench.undo()
    bench.undo()
    bench.undo()
    assert bench.settings.value == first
    bench.more({"first": 1, "to": 7})
    assert bench.chunk.value["last"] == bench.pair.value.month == 7
    bench.more({"first": 5, "to": 10**9})
    assert bench.chunk.value["first"] == 5  # what was lost on the way is sent again
    assert bench.pair.value.month == bench.pair.value.horizon


def test_a_bench_keeps_what_it_has_when_a_setting_cannot_be() -> None:
    bench = Bench({})
    before = bench.pair.value
    bench.move({"name": "households", "value": 10**6})
    assert "at most" in bench.problems()[0]
    assert bench.pair.value is before
    bench.move({"name": "budget", "value": 60})
    assert bench.problems() == []


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        3,
        "x",
        {},
        {"name": "a"},
        {"name": "a", "value": "../../etc"},
        {"name": "__class__", "value": 1},
        [1],
        {"name": "b", "value": ["none"]},
        {"name": "seed", "value": True},
    ],
)
def test_nonsense_from_a_page_changes_nothing(nonsense: Any) -> None:
    bench = Bench({})
    before = bench.settings.value
    for ask in (bench.choose, bench.move, bench.more, bench.look, bench.download):
        ask(nonsense)
    assert bench.settings.value == before
    assert bench.file.value is None


def test_the_line_for_the_command_line() -> None:
    chosen = Settings("close-knit-small-village", equal="dose", seed=9)
    start = "python run.py compare close-knit-small-village --strategies individual,group --equal dose --seed 9"
    assert command_line(chosen).startswith(start)
    assert " laboratory.toml " in command_line(chosen.with_value("budget", 60.0))


# --- workers and bands


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(1)
    yield made
    made.stop()


def test_bands_are_the_command_lines(workers: Workers) -> None:
    arms = Settings(seed=4, changed=SMALL).arms()
    *_, ours = growing(arms, 4, 5, lambda: True, workers)
    with Runner(1, Interruption()) as runner:
        theirs = compare(arms, 4, runner, replicates=5)
    assert [f.number for f in ours.results] == [0, 1, 2, 3, 4]
    for name in arms.names:
        for measure in ("empowered_24", "kept_24", "cost_total", "dependency_24"):
            np.testing.assert_equal(ours.estimate(name, measure), theirs.estimate(name, measure))
    drawn = bands(ours)
    assert drawn["runs"] == 5
    kept = next(row for row in drawn["sides"][1]["kept"] if row["after"] == 24)
    assert kept["mean"] == pytest.approx(theirs.estimate("group", "kept_24").mean, nan_ok=True)


def test_work_that_is_no_longer_wanted_stops(workers: Workers) -> None:
    begun: list[int] = []

    def wanted() -> bool:
        return len(begun) < 2

    for done in workers.each(abs, range(1000), wanted):
        begun.append(done)
    assert len(begun) <= 4


def test_everyone_gets_a_turn(workers: Workers) -> None:
    """A visitor with much to do does not keep another waiting until all of it is done."""
    finished: list[str] = []

    def visit(name: str, n: int) -> None:
        for _ in workers.each(time.sleep, [0.05] * n, lambda: True):
            finished.append(name)

    threads = [threading.Thread(target=visit, args=work) for work in (("much", 30), ("little", 3))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(finished) == 33
    assert finished.index("little") < 15
    assert max(k for k, name in enumerate(finished) if name == "little") < 25


def test_workers_end_with_the_server_however_it_ends() -> None:
    code = (
        "import os, signal; from simulation.lab.workers import Workers; "
        "print(next(Workers(1).each(eval, ['__import__(\"os\").getpid()'], lambda: True)), flush=True); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, timeout=240)
    worker = int(done.stdout)
    for _ in range(300):
        if not runs(worker):
            return
        time.sleep(0.1)
    raise AssertionError("a worker outlived its server")


def runs(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.is_file() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")


# --- what a page may ask


class Component:
    """Stands in for a Vue component with one event."""

    def __init__(self) -> None:
        self.events = ["choose"]
        self.heard: list[Any] = []

    def vue_choose(self, data: Any, *buffers: Any) -> None:
        self.heard.append(data)

    def vue_secret(self, data: Any) -> None:
        raise AssertionError


def test_only_declared_events_reach_a_component() -> None:
    component = Component()
    for content in (
        {"create_widget": ["subprocess", "Popen"], "props": {"args": "true"}, "id": "1"},
        {"update_ref": {"functionRef": "close", "args": []}, "id": "1", "prop": "x"},
        {"event": "secret", "data": 1},
        {"event": "__init__"},
        {"event": ["choose"]},
        "choose",
        None,
    ):
        only_declared_events(component, None, content, [])
    assert component.heard == []
    only_declared_events(component, None, {"event": "choose", "data": 5}, [])
    assert component.heard == [5]


def answer(path: str) -> tuple[int, dict[bytes, bytes]]:
    """What the guarded site answers before a site that says 200 to everything."""
    sent: list[Any] = []

    async def site(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    asked = GuardedSite(site)({"type": "http", "path": path}, None, send)  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as pool:  # the browser's tests may have a loop running in this thread
        pool.submit(asyncio.run, asked).result()
    return sent[0]["status"], dict(sent[0]["headers"])


def test_the_site_serves_known_files_only_and_keeps_pages_to_itself() -> None:
    assert answer("/_solara/cdn/requirejs@2.3.6/require.js")[0] == 200
    for path in (
        "/_solara/cdn/jquery@3.0.0/jquery.js",
        "/_solara/cdn/../guard.py",
        "/_solara/cdn/%2e%2e/guard.py",
        "/_solara/cdn//etc/passwd",
        "/_solara/cdn/",
        "/resourcez",
        "/_solara/api/evict/1",
    ):
        assert answer(path)[0] == 404, path
    policy = answer("/")[1][b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "http" not in policy.replace("http-equiv", "")


def test_the_server_fetches_nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Events, "_handle_event", Events._handle_event)
    monkeypatch.setattr(cdn_helper, "fetch_from_cdn", cdn_helper.fetch_from_cdn)
    guard_server()
    with pytest.raises(OSError, match="nothing is fetched from outside"):
        cdn_helper.get_path(tmp_path, "requirejs@9.9.9/require.js")


def test_everything_solaras_page_takes_from_elsewhere_is_here() -> None:
    """A newer Solara may ask for other versions: then simulation/lab/cdn has to follow."""
    import solara.server

    template = (Path(solara.server.__file__).parent / "templates" / "solara.html.j2").read_text(encoding="utf-8")
    vue2 = "@widgetti/solara-vuetify-app@10.1.1/dist/"
    for file in (
        vue2 + "main8.css",
        vue2 + "fonts.css",
        vue2 + "solara-vuetify-app8.min.js",
        "requirejs@2.3.6/require.js",
    ):
        assert (CDN / file).is_file()
        assert not refused(f"/_solara/cdn/{file}")
        assert file.replace("8.", "{{ipywidget_major_version}}.") in template


def test_an_address_in_use_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BerdayaError, match="Try another --port"):
            listen("127.0.0.1", taken.getsockname()[1])
