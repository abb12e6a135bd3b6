"""The tab About: the model in words, its month, its parameters, its limits, and where a community finds support."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import solara

from scenarios.explain import GRADES, MONTH, explain
from scenarios.language import later, tr
from scenarios.parameter import SECTIONS
from scenarios.parameters import PARAMETERS
from simulation.lab.about_limits import known_limits
from simulation.lab.session import spoken
from simulation.measures.empowerment import INDICATORS
from simulation.report.wording import number

NAMES = {
    "community": later("Community"),
    "programme": later("Programme"),
    "facilitator": later("Facilitator"),
    "people": later("People"),
    "learning": later("Learning"),
    "cooperation": later("Groups and cooperation"),
    "spread": later("Spreading"),
    "livelihood": later("Livelihood"),
    "costs": later("Costs"),
    "measures": later("Measures"),
}
"""Sections of parameters as readers know them."""

STEPS = {
    "plan": later("Plan"),
    "visit": later("Visit"),
    "meet": later("Meet"),
    "cooperate": later("Cooperate"),
    "link": later("Link"),
    "spread": later("Spread"),
    "earn": later("Earn"),
    "practise": later("Practise or forget"),
    "leave": later("Leave or stay"),
    "record": later("Record"),
}
"""Lines of a month as readers know them."""

WORLD = (
    later(
        "A village in the model has a few hundred households. Each is spoken for by one adult, with a place, kin and "
        "neighbours, schooling, wealth, a need of their own, and with knowledge, skill, confidence and trust that "
        "change from month to month."
    ),
    later(
        "A programme sends facilitators. They have so many hours and cost so much; they visit people one by one, or "
        "meet them in groups, or first the one and then the other. Government, NGOs and buyers join in where a group "
        "meets what they ask for."
    ),
    later(
        "Which way is better is not written into the model. A strategy decides only who meets whom, when, for how "
        "long, on what, and who does the work. A group has no bonus: it has peers who teach, many who share an hour, "
        "topics that some set for all, and quarrels."
    ),
)
"""The model in a few words."""

RULES = {
    later("No outcome by decree"): later("No number in any rule depends on the name of a strategy."),
    later("The same village"): later("Two strategies with the same seed meet the same people, ties, weather and luck."),
    later("Nothing from nothing"): later("Every hour, every rupiah and every lesson has a source in the books."),
    later("Patterns are not parameters"): later(
        "What the field found, such as more drop-out in groups, must come out by itself."
    ),
    later("Harm is possible"): later(
        "A programme can leave people worse off than without it; that is counted and shown."
    ),
}
"""Five rules that keep the model honest."""

MEANINGS = {
    "knowledge": later("knows the practice well enough"),
    "skills": later("can do it well enough"),
    "income": later("earns enough, seen over many months"),
    "participation": later(
        "takes part, with a voice, in the affairs of the village or the group, not only in the programme"
    ),
    "independence": later("tasks that are due get done, well enough and without a facilitator"),
}
"""The five indicators."""

SUPPORT = {
    later("Government"): (
        later("training, consultation, legal standing and grants for groups"),
        later("the village government and its assembly"),
        later("village facilitators of the ministry for villages"),
        later("extension services for farming, forestry and fisheries"),
        later("district offices for cooperatives and small enterprises"),
    ),
    later("Non-governmental organisations"): (
        later("facilitators, training, and the way to others"),
        later("NGOs that accompany farmers' groups, women's groups or commons"),
        later("faith-based and welfare organisations"),
        later("university community service programmes"),
    ),
    later("Networks of civil society"): (
        later("experience of other communities, and a common voice"),
        later("federations of savings groups, farmers' groups and cooperatives"),
        later("networks of indigenous and forest communities"),
        later("people from earlier programmes, who can come and tell"),
    ),
    later("Private sector"): (
        later("credit, contracts and access to markets"),
        later("buyers and processors who contract groups"),
        later("banks, rural banks and microfinance"),
        later("social responsibility programmes of companies"),
    ),
}
"""Kinds of institutions: what they give, then examples (after the article this laboratory starts from)."""

BEFORE = (
    later("Are needs and strengths of the group known, from its own members?"),
    later("Does the programme build what the group can do itself: skills, knowledge, confidence?"),
    later("Do roles pass from member to member, so that nobody leans on the facilitator?"),
    later("Is there a tie to government, NGOs and buyers that stays when the programme ends?"),
)
"""What to ask before a programme begins (after the same article)."""


@solara.component_vue("about.vue", vuetify=False)
def AboutView(about: dict[str, Any], words: dict[str, str]) -> None:
    """Everything there is to read about the model; parameters can be searched."""


@solara.component
def AboutTab() -> None:
    """The tab About."""
    lang = spoken()
    AboutView(about=solara.use_memo(about_for_page, [lang]), words=solara.use_memo(words, [lang]))


def about_for_page() -> dict[str, Any]:
    """What stands on the page, in the language in use."""
    return {
        "world": translated(WORLD),
        "rules": [{"name": tr(name), "text": tr(text)} for name, text in RULES.items()],
        "indicators": [{"name": tr(name), "text": tr(MEANINGS[name])} for name in INDICATORS],
        "month": [{"name": tr(STEPS[name]), "text": tr(text)} for name, text in MONTH.items()],
        "grades": grades(),
        "sections": sections(),
        "limits": [{"lead": tr(lead), "items": translated(items)} for lead, items in known_limits()],
        "support": [
            {"name": tr(name), "gives": tr(gives), "kinds": translated(kinds)}
            for name, (gives, *kinds) in SUPPORT.items()
        ],
        "before": translated(BEFORE),
    }


def translated(texts: Sequence[str]) -> list[str]:
    """Each text in the language in use."""
    return [tr(text) for text in texts]


def grades() -> list[dict[str, str]]:
    """How many parameters are how well known."""
    meaning = {
        "V": tr("seen in a published source"),
        "D": tr("derived from one"),
        "J": tr("judgement: no direct estimate exists"),
    }
    counted: Counter[str] = Counter(p.grade for p in PARAMETERS)
    return [{"grade": g, "name": tr(name), "n": number(counted[g]), "text": meaning[g]} for g, name in GRADES.items()]


def sections() -> list[dict[str, Any]]:
    """Every parameter, by section, as it was declared."""
    rows = explain()
    return [
        {
            "name": name,
            "label": tr(NAMES[name]),
            "rows": [
                {
                    "name": row.name,
                    "label": row.label,
                    "meaning": row.meaning,
                    "unit": row.unit,
                    "default": row.default,
                    "usual": row.usual,
                    "role": row.role,
                    "grade": row.grade,
                    "source": row.source,
                }
                for row in rows
                if row.section == name
            ],
        }
        for name in SECTIONS
    ]


def words() -> dict[str, str]:
    """What the page itself says."""
    return {
        "contents": tr("On this page"),
        "model": tr("The model in words"),
        "honest": tr("Five rules that keep it honest"),
        "empowered": tr("What empowered means"),
        "empowered_about": tr(
            "Five indicators, each with a level from which it is adequate. Who is adequate in four of five is "
            "empowered (Alkire-Foster counting, as in the Women's Empowerment in Agriculture Index)."
        ),
        "month": tr("A month, in this order"),
        "month_about": tr("Every month of every village runs these ten lines, in this order."),
        "parameters": tr("Every number, and where it comes from"),
        "parameters_about": tr(
            "Most numbers are judgements. That is why answers carry ranges, and why directions and reasons are worth "
            "more than figures."
        ),
        "search": tr("Search parameters"),
        "all": tr("all"),
        "found": tr("{n} of {of} parameters"),
        "none": tr("No parameter has this word. Try another."),
        "parameter": tr("Parameter"),
        "default": tr("Default"),
        "range": tr("Range"),
        "unit": tr("Unit"),
        "grade": tr("How known"),
        "source": tr("Source"),
        "limits": tr("Known limits"),
        "limits_about": tr("The full description of the model is docs/ODD.md; this list is read from it."),
        "support": tr("Where a community finds support"),
        "support_about": tr(
            "Kinds of institutions in Indonesia that often offer training, consultation and technical help. Which of "
            "them is near and good, people of the place know best."
        ),
        "before": tr("What to ask before a programme begins"),
        "forecast": tr("A simulation, not a forecast."),
        "use": tr(
            "Trust directions and reasons more than figures, and measure in your own village what the answer hangs on."
        ),
    }
