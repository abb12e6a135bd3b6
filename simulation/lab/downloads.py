"""Files for the visitor to keep: the months as CSV, a picture as PNG, the scenario as TOML. All are made in memory."""

import base64
import csv
import io
from collections.abc import Callable
from typing import Any

from simulation.lab.pair import Pair
from simulation.lab.portrait import portrait
from simulation.month.record import SERIES
from simulation.study.compare import Comparison


def months_csv(pair: Pair, _: Comparison | None) -> dict[str, Any]:
    """Both villages month by month to the end: the columns of the command line's monthly data."""
    pair.advance(pair.horizon)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["strategy", "seed", "replicate", "month", *SERIES])
    for name, side in zip(pair.settings.sides, pair.sides, strict=True):
        series = side.run.series()
        for month in range(side.run.month + 1):
            values = [f"{series[column][month]:.12g}" for column in SERIES]
            rows.writerow([name, pair.settings.seed, 0, month, *values])
    return {"name": "laboratory.csv", "kind": "text/csv", "content": text.getvalue(), "base64": False}


def scenario_toml(pair: Pair, _: Comparison | None) -> dict[str, Any]:
    """The scenario that the command line reads as this one."""
    text = pair.settings.scenario().to_toml()
    return {"name": "laboratory.toml", "kind": "application/toml", "content": text, "base64": False}


def picture_png(pair: Pair, comparison: Comparison | None) -> dict[str, Any]:
    """Both villages as they end, people empowered over time with bands, and what is left after exit."""
    pair.advance(pair.horizon)
    content = base64.b64encode(portrait(pair, comparison)).decode()
    return {"name": "laboratory.png", "kind": "image/png", "content": content, "base64": True}


DOWNLOADS: dict[str, Callable[[Pair, Comparison | None], dict[str, Any]]] = {
    "csv": months_csv,
    "png": picture_png,
    "toml": scenario_toml,
}
"""What a page can ask for."""
