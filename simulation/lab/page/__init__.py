"""The page: header, language, light or dark, and the tabs; one visitor each."""

from collections.abc import Callable
from typing import Any

import solara

from scenarios.language import languages, locale_of, tr
from simulation.lab.session import language, opened_with, spoken
from simulation.lab.tabs import FIRST, TABS

NAMES = {"id": "Bahasa Indonesia"}
"""Where speakers call their language otherwise than Babel does."""


@solara.component_vue("shell.vue", vuetify=True)
def Shell(
    tabs: list[dict[str, str]],
    tab: str,
    on_tab: Callable[[str], None],
    lang: str,
    on_lang: Callable[[str], None],
    langs: list[dict[str, str]],
    words: dict[str, str],
) -> None:
    """Header and, on small screens, the bar below."""


def words() -> dict[str, str]:
    """What header and bar say."""
    return {
        "tag": tr("a village laboratory"),
        "language": tr("Language"),
        "dark": tr("Dark colours"),
        "light": tr("Light colours"),
        "parts": tr("Parts of the laboratory"),
        "skip": tr("Skip to the content"),
        "forecast": tr("A simulation, not a forecast"),
        "lost": tr("Reconnecting; your settings are in the address."),
        "restoring": tr("Restoring the page …"),
        "unsure": tr("The connection is lost, and the page may not work. Load it again."),
        "refresh": tr("Load the page again"),
        "gone": tr("The page could not be restored. Your settings are in its address."),
        "refresh_now": tr("Load again"),
        "cancel": tr("Cancel"),
    }


def language_name(code: str) -> str:
    """A language as its speakers call it; its code where Babel does not know it."""
    if code in NAMES:
        return NAMES[code]
    locale = locale_of(code)
    return (locale.display_name or code).capitalize() if str(locale) == code else code


@solara.component
def Layout(children: list[Any]) -> None:
    """The page as it is, without Solara's own bar and frame."""
    solara.v.Html(tag="div", children=children)


@solara.component
def Page() -> None:
    """Everything one visitor sees. Tabs are made when first shown and then kept."""
    asked = opened_with()
    solara.use_memo(lambda: _start_language(asked.get("lang", "")), [])
    names = [tab.name for tab in TABS]
    shown = solara.use_reactive(asked["tab"] if asked.get("tab") in names else FIRST)
    seen = solara.use_reactive(frozenset({shown.value}))
    lang = spoken()

    def show(name: Any) -> None:
        if name in names:
            seen.value = seen.value | {name}
            shown.value = name

    def speak(code: Any) -> None:
        if code in languages():
            language.value = code

    with solara.v.Html(tag="div", class_="page"):
        Shell(
            tabs=[{"name": tab.name, "label": tr(tab.label), "icon": tab.icon} for tab in TABS],
            tab=shown.value,
            on_tab=show,
            lang=lang,
            on_lang=speak,
            langs=[{"code": code, "name": language_name(code)} for code in languages()],
            words=words(),
        )
        with solara.v.Html(tag="main", attributes={"id": "content", "tabindex": "-1"}):
            for tab in TABS:
                if tab.name in seen.value:
                    hidden = "" if tab.name == shown.value else " away"
                    with solara.v.Html(tag="div", class_=f"tab tab-{tab.name}{hidden}").key(tab.name):
                        tab.component()


def _start_language(code: str) -> None:
    if code in languages():
        language.value = code
