"""The real diffusion in a table and a picture: what was fitted, what was predicted, and who came closest.

``python -m simulation.report.diffusion DATA_FOLDER OUT_FOLDER`` writes diffusion.md and diffusion.png; the same data
give the same bytes. The data set's form is that of ``simulation.study.adoption``; none of it is copied.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenarios.errors import BerdayaError
from scenarios.parameters import BY_NAME
from simulation.report.drawing import spread
from simulation.report.palette import INK, INK2
from simulation.report.style import SERIF, card, heading, settings, wrapped
from simulation.report.wording import in_a_row, interval, number, percent, span
from simulation.study.adoption import MANY, Adoption, counts_by_exposure, read_adoption, share_by_year
from simulation.study.diffusion import CASELOADS, FITTED, OURS, Contest, Effort, contest
from simulation.study.rivals import Bass, Constant
from simulation.study.statistics import Estimate, mean_interval, paired_difference, ratio_interval, share_interval
from simulation.village.network import Floats, Integers

ROOT_SEED = 1
REFERENCE = "constant"
NAMES = {OURS: "this model", "constant": "constant hazard", "bass": "Bass curve", "exposure": "hazard by exposure"}
LABELS = {predictor: name[0].upper() + name[1:] for predictor, name in NAMES.items()}
SCORES = {"rmse": "RMSE of the yearly share", "crps_half": "CRPS half way", "crps_end": "CRPS at the end"}
CLASSES = [*map(str, range(MANY)), f"{MANY}+"]
_LINES: dict[str, dict[str, Any]] = {
    OURS: {"color": "#B2590E", "linewidth": 2.4},
    "constant": {"color": "#6A6259", "linewidth": 1.6, "linestyle": (0, (2, 2))},
    "bass": {"color": "#344B9C", "linewidth": 1.6, "linestyle": (0, (6, 2))},
    "exposure": {"color": "#883E5C", "linewidth": 1.6, "linestyle": (0, (6, 2, 1, 2))},
}


def skill(fought: Contest, predictor: str, score: str) -> Estimate:
    """Part of the constant hazard's error that a predictor does away with; its interval is over villages."""
    ratio = ratio_interval(*(fought.score(name, score, fought.unseen) for name in (predictor, REFERENCE)))
    return Estimate(1 - ratio.mean, 1 - ratio.high, 1 - ratio.low)


def lead(fought: Contest, rival: str, score: str) -> Estimate:
    """Error of a rival less that of the model, village by village: above zero the model is closer."""
    return paired_difference(*(fought.score(name, score, fought.unseen) for name in (rival, OURS)))


def yearly(fought: Contest, predictor: str) -> Floats:
    """Predicted share adopted by the end of each year, over all women of the villages predicted."""
    years = fought.unseen[0].years
    return share_by_year(np.hstack([fought.predicted[predictor][a.name] for a in fought.unseen]), years).mean(axis=0)


def observed(villages: Sequence[Adoption]) -> Floats:
    """The same in the data."""
    return share_by_year(np.hstack([a.year for a in villages]), villages[0].years)


def hazards(villages: Sequence[Adoption]) -> tuple[Integers, Integers]:
    """Adoptions and women at risk in the data by adopted neighbours, int64 (MANY + 1,) each."""
    new, at_risk = np.sum([counts_by_exposure(a, a.year) for a in villages], axis=0).astype(np.int64)
    return new, at_risk


def predicted_hazards(fought: Contest, predictor: str) -> Floats:
    """Yearly hazard in a predictor's runs by adopted neighbours."""
    runs = ((a, year) for a in fought.unseen for year in fought.predicted[predictor][a.name])
    return _rates(*np.sum([counts_by_exposure(a, year) for a, year in runs], axis=0))


def _rates(new: Floats | Integers, at_risk: Floats | Integers) -> Floats:
    """Hazards, nan where nobody was at risk."""
    return np.where(at_risk > 0, new / np.maximum(1, at_risk), np.nan)


def steepness(rates: Floats) -> float:
    """Hazard with many adopted neighbours relative to none."""
    return float(rates[-1] / rates[0])


# --- words ---------------------------------------------------------------------------------------------------------


def verdict(fought: Contest) -> str:
    """Who came closest by each score, and whether anybody differs from the constant hazard by more than luck."""
    closest = []
    for score, label in SCORES.items():
        errors = {name: float(fought.score(name, score, fought.unseen).mean()) for name in NAMES}
        closest.append(f"{NAMES[min(errors, key=lambda name: errors[name])]} ({label})")
    apart = [
        f"the {NAMES[name].removeprefix('this ')} {'beats' if skill(fought, name, score).mean > 0 else 'loses to'} "
        f"a constant hazard ({SCORES[score]})"
        for name in NAMES
        for score in SCORES
        if name != REFERENCE and skill(fought, name, score).excludes_zero
    ]
    told = f"Beyond luck {in_a_row(apart)}." if apart else "None differs from a constant hazard by more than luck."
    villages = f"On {len(fought.unseen)} villages that nothing was fitted on, closest on average"
    return f"{villages}: {in_a_row(closest)}. {told}"


def markdown(fought: Contest) -> str:
    """The whole page."""
    return "\n".join(_page(fought))


def _page(fought: Contest) -> Iterator[str]:
    yield f"# A real diffusion\n\n{verdict(fought)}\n"
    yield "![Share adopted by year and hazard by adopted neighbours, data and predictors](diffusion.png)\n"
    yield _what(fought)
    yield f"## Predictions scored\n\n{_scores_words(fought)}\n\n{_scores(fought)}\n{_skills(fought)}"
    yield f"## Hazard by adopted neighbours\n\n{_hazard_words(fought)}\n\n{_hazards(fought)}"
    yield f"## What was fitted\n\n{_fit_words(fought)}\n\n{_fitted(fought)}"
    yield _LIMITS


def _what(fought: Contest) -> str:
    villages = [*fought.seen, *fought.unseen]
    women, years = sum(a.village.n for a in villages), villages[0].years
    return f"""\
Written by `python -m simulation.report.diffusion DATA_FOLDER OUT_FOLDER` (root seed {ROOT_SEED}); changes by hand are \
lost. Data: {women:,} married women of {len(villages)} Korean villages, {years} years of first use of family planning \
(Rogers & Kincaid 1981, *Communication Networks*; Valente 1995; `kfamily` in the R package netdiffuseR, MIT). The data \
are not part of this project.

{len(fought.seen)} villages, drawn by key, are fitted on ({in_a_row([a.name for a in fought.seen])}); the other \
{len(fought.unseen)} are only predicted. Split, loss and ranges were fixed before the first fit and not changed after \
it; when the model changes, the same is run again. The curve and the hazards of all villages together were known.

- *This model*: each village's women and their talk about family planning, read as a user's roster and ties are; \
months as steps; everybody invited to home visits for {years} years by field workers so overloaded that each planned \
visit takes place rarely and at random. Eight parameters are fitted; all else is as in the default community.
- *Constant hazard*: the same yearly chance for all, by maximum likelihood.
- *Bass curve*: innovation, imitation and market, discrete years, by maximum likelihood on each village's own counts.
- *Hazard by exposure*: a yearly chance for each number of adopted neighbours (0 to {MANY}+), by maximum likelihood.

All start with nobody having adopted and are simulated forward {fought.effort.predictions} times in each village. A \
woman's own visits and club were asked at the end of the {years} years: having adopted may be why she is visited or \
joins. A predictor that reads them would be told the answer, so none does.
"""


def _scores_words(fought: Contest) -> str:
    return (
        "In women of 100; less is better; in brackets 95 % intervals over villages. RMSE is that of the mean predicted "
        "share over all years; CRPS (continuous ranked probability score, fair form) judges the whole predicted "
        "distribution of the number of adopters. "
        "The last two columns: villages whose number at the end lies within 90 of 100 replicates, and CRPS over all "
        f"years on the {len(fought.seen)} villages fitted on, which is what the model's fit minimises."
    )


def _scores(fought: Contest) -> str:
    head = ["", *SCORES.values(), "inside 90 %", "CRPS where fitted"]
    rows = []
    for name, label in LABELS.items():
        cells = [_with_interval(mean_interval(fought.score(name, score, fought.unseen))) for score in SCORES]
        inside = f"{fought.score(name, 'inside', fought.unseen).sum():.0f} of {len(fought.unseen)}"
        rows.append([label, *cells, inside, number(float(fought.score(name, "crps", fought.seen).mean()), 2)])
    return _table(head, rows)


def _skills(fought: Contest) -> str:
    words = (
        "Skill: the part of the constant hazard's error that is done away with (0 none, 1 all, negative: worse). Below "
        "it the rival's error less this model's, in pairs of the same village: above zero this model is closer.\n"
    )
    rows = [
        [f"Skill: {name_of}", *(_with_interval(skill(fought, name, score)) for score in SCORES)]
        for name, name_of in NAMES.items()
        if name != REFERENCE
    ]
    leads = [
        [f"{label} − this model", *(_with_interval(lead(fought, name, score), sign=True) for score in SCORES)]
        for name, label in LABELS.items()
        if name != OURS
    ]
    return f"{words}\n{_table(['', *SCORES.values()], [*rows, *leads])}"


def _with_interval(estimate: Estimate, sign: bool = False) -> str:
    return f"{number(estimate.mean, 2, sign)} ({interval(estimate, 2, sign)})"


def _hazard_words(fought: Contest) -> str:
    data, ours = steepness(_rates(*hazards(fought.unseen))), steepness(predicted_hazards(fought, OURS))
    return (
        "Yearly chance of adopting, by how many of those with whom a woman talks had adopted in earlier years (whoever "
        f"named the other). With {MANY} or more it is {number(data, 1)} times that with none in "
        f"the data of the villages predicted, and {number(ours, 1)} times in the model's runs. {_miss(fought)}"
    )


def _miss(fought: Contest) -> str:
    """Which of the model's hazards lie outside the interval of the data."""
    new, at_risk = hazards(fought.unseen)
    bands = [_wilson(int(n), int(r)) for n, r in zip(new, at_risk, strict=True)]
    ours = predicted_hazards(fought, OURS)
    missed = [c for c, rate, band in zip(CLASSES, ours, bands, strict=True) if rate < band.low or rate > band.high]
    if not missed:
        return "All of the model's hazards lie within the data's 95 % intervals."
    return (
        f"The model's hazard lies outside the data's 95 % interval at {in_a_row(missed)}. The fit sees only yearly "
        "shares, so this was not fitted: it is a test."
    )


def _wilson(new: int, at_risk: int) -> Estimate:
    return share_interval(np.repeat([1.0, 0.0], [new, at_risk - new]))


def _hazards(fought: Contest) -> str:
    rows = []
    for label, villages in (
        ("Data, villages predicted", fought.unseen),
        ("Data, all villages", [*fought.seen, *fought.unseen]),
    ):
        new, at_risk = hazards(villages)
        rows.append([label, *(_share_cell(int(n), int(r)) for n, r in zip(new, at_risk, strict=True))])
    for name, label in LABELS.items():
        rows.append([label, *(f"{number(100 * rate, 1)} %" for rate in predicted_hazards(fought, name))])
    return _table(["adopted neighbours", *CLASSES], rows)


def _share_cell(new: int, at_risk: int) -> str:
    estimate = _wilson(new, at_risk)
    return f"{number(100 * estimate.mean, 1)} % ({interval(estimate, 1, scale=100)})"


def _fit_words(fought: Contest) -> str:
    effort, constant, bass = fought.effort, fought.rivals["constant"], fought.rivals["bass"]
    assert isinstance(constant, Constant)
    assert isinstance(bass, Bass)
    return (
        f"This model: {effort.sets} sets of a Latin hypercube, {effort.tries} runs in each village; the {effort.best} "
        f"best again with {effort.again} runs of other luck; the best of these predicts. Loss: mean CRPS over villages "
        f"and years. Constant hazard: {percent(constant.rate)} a year. Bass: innovation {number(bass.innovation, 3)}, "
        f"imitation {number(bass.imitation, 3)}, market {number(bass.market, 2)}. Hazard by exposure: the table above, "
        "on the villages fitted on. "
        "Where the best ten sets span most of the range searched, the data do not say what the value is."
    )


def _fitted(fought: Contest) -> str:
    rows = []
    for name in (*FITTED, "caseload"):
        low, high = CASELOADS if name == "caseload" else (BY_NAME[name].low, BY_NAME[name].high)
        ten = [float(trial.values[name]) for trial in fought.trials[:10]]
        decimals = 0 if name == "caseload" else 3 if high < 0.1 else 2
        best = number(float(fought.trials[0].values[name]), decimals)
        rows.append([f"`{name}`", span(low, high, decimals), best, span(min(ten), max(ten), decimals)])
    return _table(["parameter", "searched", "best", "best ten sets"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


_LIMITS = """\
## What this does not show

- Here about the same part of those left adopts every year. Any predictor with the right mean speed follows that, and \
a few villages of about forty women cannot tell predictors apart: a close curve is weak evidence for a mechanism.
- A visit of the model shows the practice well enough to be taken up; that is rarer than the visits women report.
- A hazard that rises with adopted neighbours is no proof of influence: people who talk with each other are alike, \
and ties were asked at the end. The hazard by exposure and this model are judged on the same ties.
- In the model a visitor counts as several informants, and who only heard takes the practice up as soon as enough \
others vouch for it, if open to it at all; beyond that number neighbours change nothing.
- Women who married within the years watched count as at risk from the first. Clubs and the mobile van are left out.
"""


# --- picture -------------------------------------------------------------------------------------------------------


def draw(fought: Contest, file: Path) -> None:
    """Yearly share and hazard by adopted neighbours, data and predictors, into a PNG file."""
    with mpl.rc_context(settings()):
        figure = Figure(figsize=(11.0, 5.6), dpi=150)
        canvas = FigureCanvasAgg(figure)
        wrapped(figure, 0.03, 0.965, verdict(fought), 0.94, fontfamily=SERIF, fontsize=13, linespacing=1.1)
        below = f"{len(fought.unseen)} villages that nothing was fitted on; dots: data; lines: means of simulations"
        _draw_curve(_panel(figure, 0.025, 0.505, "Women who have adopted", below, room=0.145), fought)
        below = "chance a year, by neighbours who had adopted before; bar: 95 % interval of the data"
        _draw_hazards(_panel(figure, 0.545, 0.43, "Hazard by adopted neighbours", below, room=0.02), fought)
        canvas.print_png(file, metadata={"Software": "berdaya", "Title": verdict(fought)})


def _panel(figure: Figure, left: float, width: float, title: str, below: str, room: float) -> Axes:
    """A sheet with its heading; `room` is left free at the right of the axes."""
    card(figure, left, 0.03, width, 0.82)
    heading(figure, left + 0.02, 0.82, title, below, width - 0.035)
    return figure.add_axes((left + 0.05, 0.125, width - 0.05 - room, 0.57))


def _draw_curve(axes: Axes, fought: Contest) -> None:
    data = 100 * observed(fought.unseen)
    years = np.arange(1, len(data) + 1)
    curves = {name: 100 * yearly(fought, name) for name in LABELS}
    for name, curve in curves.items():
        axes.plot(np.append(0, years), np.append(0, curve), **_LINES[name])
    axes.plot(years, data, "o", color=INK, markersize=5.5, zorder=4, clip_on=False)
    heights = spread([float(curve[-1]) for curve in curves.values()], gap=4.6)
    for (name, curve), height in zip(curves.items(), heights, strict=True):
        label = f"{LABELS[name]} {number(float(curve[-1]))}"
        axes.annotate(
            label,
            (years[-1], height),
            (8, 0),
            textcoords="offset points",
            color=_LINES[name]["color"],
            fontsize=8.5,
            va="center",
            annotation_clip=False,
        )
    axes.set_xlim(0, years[-1])
    axes.set_ylim(0, 1.12 * max(data.max(), *(curve.max() for curve in curves.values())))
    axes.grid(axis="y")
    axes.set_xlabel("year", fontsize=8.5)
    axes.set_ylabel("of 100 women", fontsize=8.5, color=INK2)


def _draw_hazards(axes: Axes, fought: Contest) -> None:
    places = np.arange(MANY + 1)
    for name in LABELS:
        axes.plot(places, 100 * predicted_hazards(fought, name), label=LABELS[name], **_LINES[name])
    new, at_risk = hazards(fought.unseen)
    bands = [_wilson(int(n), int(r)) for n, r in zip(new, at_risk, strict=True)]
    axes.vlines(places, *(100 * np.array([(b.low, b.high) for b in bands]).T), color=INK, linewidth=1.3, zorder=3)
    axes.plot(places, [100 * b.mean for b in bands], "o", color=INK, markersize=5.5, zorder=4)
    axes.set_xticks(places, CLASSES)
    axes.set_xlim(-0.3, MANY + 0.3)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.set_xlabel("neighbours who had adopted", fontsize=8.5)
    axes.set_ylabel("% a year", fontsize=8.5, color=INK2)


def write(data: Path, out: Path, effort: Effort | None = None) -> None:
    """Fight the contest on a data set and write page and picture. Raises BerdayaError for data that cannot be used."""
    fought = contest(read_adoption(data), ROOT_SEED, effort or Effort())
    out.mkdir(parents=True, exist_ok=True)
    (out / "diffusion.md").write_text(markdown(fought), encoding="utf-8", newline="\n")
    draw(fought, out / "diffusion.png")


def main(words: Sequence[str]) -> int:
    """0 done, 1 the data cannot be used, 2 wrong use."""
    if len(words) != 2:
        print("use: python -m simulation.report.diffusion DATA_FOLDER OUT_FOLDER", file=sys.stderr)
        return 2
    try:
        write(Path(words[0]), Path(words[1]))
    except BerdayaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
