"""A scenario file to start from: every parameter a user is likely to know, explained, its value commented out."""

from collections.abc import Iterator
from textwrap import wrap

from scenarios.explain import Explained, explain
from scenarios.figures import FIGURES, TABLE, UNKNOWN, Figure
from scenarios.form import WORDS, allowed_answer, as_toml
from scenarios.language import later, tr
from scenarios.parameter import Value
from scenarios.scenario import COMMUNITY, STRATEGY, Scenario, make_scenario

TABLES = ("community", "programme", "facilitator", "costs")
_WIDTH = 100
_TITLE = later(
    "A scenario. Take the # away before a value to change it; what stays commented out is as it stands there."
)
_OTHER = later("Further tables, each parameter in them and its source are listed by: python run.py explain")
_FIGURES = later(
    "Ten figures of a village and its facilitators, for: python run.py plan. Write what you know in place of the "
    'question marks; "?" is what is not known, and is then tried over all that is plausible.'
)
_MONEY = later("Rp million for the whole programme, pay and sessions and all; or plan --budget")
_MONTHS = later("Months until the facilitator leaves")


def figures_template(name: str, language: str | None = None) -> str:
    """Text of a scenario file that asks a planner for ten figures; valid as written, and nothing is known in it."""
    start = make_scenario()
    lines = [*_comment(tr(_FIGURES, language)), f"name = {as_toml(name)}", "", f"[{TABLE}]"]
    for figure in FIGURES:
        lines += ["", *_question(figure, language)]
    lines += ["", "[programme]"]
    for key, words in (("budget", _MONEY), ("months", _MONTHS)):
        lines += ["", *_comment(tr(words, language)), f"# {key} = {as_toml(start.values[key])}"]
    return "\n".join([*lines, "", *_comment(tr(_OTHER, language))]) + "\n"


def _question(figure: Figure, language: str | None) -> Iterator[str]:
    yield from _comment(tr(figure.question, language))
    yield from _comment(tr("Write {allowed}", language).format(allowed=allowed_answer(figure, language)))
    yield f"{figure.name} = {as_toml(UNKNOWN[0])}"


def template(name: str, community: str = COMMUNITY, strategy: str = STRATEGY, language: str | None = None) -> str:
    """Text of a scenario file that is valid as written. Raises ScenarioError for an unknown preset."""
    scenario = make_scenario(community, strategy)
    lines = [*_comment(tr(_TITLE, language)), f"name = {as_toml(name)}"]
    for table in TABLES:
        lines += ["", f"[{table}]", *_words(table, scenario, language)]
        for row in explain(language):
            if row.section == table:
                lines += ["", *_parameter(row, scenario.values[row.name], language)]
    return "\n".join([*lines, "", *_comment(tr(_OTHER, language))]) + "\n"


def _words(table: str, scenario: Scenario, language: str | None) -> Iterator[str]:
    chosen = {"preset": scenario.community_name, "strategy": scenario.strategy_name}
    for key, meaning in WORDS.get(table, {}).items():
        yield from _comment(tr(meaning, language))
        yield f"{key} = {as_toml(chosen[key])}" if key in chosen else f'# {key} = "{key}.csv"'


def _parameter(row: Explained, value: Value, language: str | None) -> Iterator[str]:
    yield from _comment(f"{row.label}: {row.meaning}")
    ranges = f"{tr('usual', language)}: {row.usual}"
    if row.accepted != row.usual:
        ranges += f"; {tr('accepted', language)}: {row.accepted}"
    unit = f" ({row.unit})" if row.unit not in ("", "0-1") else ""
    yield from _comment(f"{ranges}{unit}; {tr('evidence', language)}: {row.grade}")
    yield f"# {row.name} = {as_toml(value)}"


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in wrap(text, _WIDTH))
