"""Numbers and names as a reader of the language in use writes them."""

import math
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_decimal

from scenarios.language import current_language, locale_of, ntr, tr
from scenarios.scenario import Scenario, communities, strategies
from simulation.study.statistics import Estimate

NOTHING = "–"
MINUS = "−"


def number(value: float, decimals: int = 0, sign: bool = False) -> str:
    """A number with the language's marks, or a dash where it is not defined: 1,234.5 or 1.234,5."""
    if not math.isfinite(value):
        return NOTHING
    rounded = round(value, decimals) + 0.0
    pattern, locale = _form(current_language())
    text = format_decimal(Decimal(f"{abs(rounded):.{decimals}f}"), f"{pattern}.{'0' * decimals}".rstrip("."), locale)
    mark = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    return mark + text


@cache
def _form(language: str) -> tuple[str, Locale]:
    """How a language writes whole numbers, as a pattern of CLDR, and its marks."""
    locale = locale_of(language)
    return locale.decimal_formats[None].pattern.partition(".")[0], locale


def span(low: float, high: float, decimals: int = 0, sign: bool = False) -> str:
    """A range: 29–37, or with signs +4 to +14."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOTHING
    first, last = number(low, decimals, sign), number(high, decimals, sign)
    return f"{first} {tr('to')} {last}" if sign or MINUS in first + last else f"{first}–{last}"


def interval(estimate: Estimate, decimals: int = 0, sign: bool = False, scale: float = 1.0) -> str:
    """The interval of an estimate."""
    return span(scale * estimate.low, scale * estimate.high, decimals, sign)


def percent(share: float) -> str:
    """A share of 1 in hundredths: 80 %."""
    return tr("{n} %").format(n=number(100 * share)) if math.isfinite(share) else NOTHING


def rupiah(millions: float, decimals: int = 0) -> str:
    """An amount in Rp million: Rp 240 million or Rp 240 juta."""
    return tr("Rp {amount} million").format(amount=number(millions, decimals))


def money(budget: float) -> str:
    """A budget in the digits in which it was given: Rp 120 million, Rp 22.5 million."""
    return rupiah(budget, 0 if budget >= 100 or budget == round(budget) else 1)


def months(n: int) -> str:
    """So many months."""
    return ntr("{n} month", "{n} months", n).format(n=number(n))


def runs(n: int) -> str:
    """So many runs."""
    return ntr("{n} run", "{n} runs", n).format(n=number(n))


def strategy_label(name: str) -> str:
    """A strategy as readers know it."""
    return strategies()[name].label_in(current_language())


def community_label(name: str) -> str:
    """A community as readers know it."""
    return communities()[name].label_in(current_language())


def village_label(scenario: Scenario) -> str:
    """The user's own name for a village, or its community's."""
    community = communities()[scenario.community_name]
    return scenario.name if scenario.name != community.label else community_label(scenario.community_name)


def village_note(note: str) -> str:
    """A note on the village in the language in use; a count at its end stays."""
    words, colon, count = note.rpartition(": ")
    return f"{tr(words)}: {number(int(count))}" if colon and count.isdecimal() else tr(note)


def in_a_row(words: list[str]) -> str:
    """One, two and three."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {tr('and')} {words[-1]}"


def decimals_for(largest: float) -> int:
    """As many decimals as a reader needs to tell figures of this size apart."""
    return 0 if abs(largest) >= 10 else 1


def duration(seconds: float) -> str:
    """A time as people say it."""
    for unit, words in ((86_400, tr("{n} days")), (3600, tr("{n} hours")), (60, tr("{n} minutes"))):
        if seconds >= 1.5 * unit:
            return words.format(n=number(seconds / unit, 1))
    return tr("{n} seconds").format(n=number(seconds, 0 if seconds >= 10 else 1))


def size(n_bytes: float) -> str:
    """So many bytes as people say it."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if n_bytes >= unit:
            return f"{number(n_bytes / unit, 1)} {name}"
    return tr("{n} bytes").format(n=number(n_bytes))
