"""What a budget buys: how many people are invited, how many sessions each month has, and the hours paid for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.chance import decision, stream, uniforms
from simulation.world import MONTHS_A_YEAR

INVITATION = decision("place on the invitation list")
NEVER = 1_000_000
"""A month that never comes."""


@dataclass(frozen=True)
class Plan:
    """A programme as planned for one village.

    invitation: rows in the order in which people are asked until `places` are taken, int64.
    rate, sessions, bought: by month, as in `simulation.world.CALENDAR`; after the exit as if the facilitator stayed.
    first_group_month: NEVER if groups do not form. exit_month: from which on the facilitator is gone.
    planned: Rp million at full turnout.
    capped_by: what limits coverage ("budget", "hours", "village", "invited" or "nothing").
    """

    invitation: np.ndarray
    places: int
    rate: np.ndarray
    sessions: np.ndarray
    bought: np.ndarray
    first_group_month: int
    exit_month: int
    planned: float
    capped_by: str


@dataclass(frozen=True)
class Place:
    """What one participant's place needs: hours by month, hours of the fullest month, Rp million besides hours."""

    hours: np.ndarray
    fullest: float
    besides: float


def schedule(values: Mapping[str, Any], months: int) -> np.ndarray:
    """Sessions a month, float64 (months,): 4 : 2 : 1 by thirds under full fading, the last rate ever after."""
    fading, length = values["fading"], values["months"]
    thirds = np.minimum(2, 3 * np.arange(months) // length)
    return values["sessions_per_month"] * np.array([1 + 5 * fading / 7, 1 - fading / 7, 1 - 4 * fading / 7])[thirds]


def whole_sessions(rate: np.ndarray) -> np.ndarray:
    """Whole sessions a month, int64, that add up to the rate over time."""
    total = np.floor(np.concatenate([[0.0], np.cumsum(rate)]) + 1e-9)
    return np.diff(total).astype(np.int64)


def first_group_month(values: Mapping[str, Any]) -> int:
    """Month in which groups form: after the individual part of the programme, or never."""
    if values["individual_share"] >= 1 or values["facilitators"] == 0:
        return NEVER
    return min(round(values["individual_share"] * values["months"]), values["months"] - 1)


def place_of(values: Mapping[str, Any], sessions: np.ndarray, mean_km: float) -> Place:
    """What one place needs: `sessions` of the programme's months, `mean_km` from the facilitator's base to a home."""
    travel = 2 * mean_km / values["travel_speed"]
    visit = values["visit_hours"] + values["visit_preparation"] + travel
    alone = values["brokerage"] / values["group_size"]
    meeting = values["meeting_hours"] + values["meeting_preparation"] + travel
    in_groups = np.arange(len(sessions)) >= first_group_month(values)
    a_month = values["group_administration"] + values["brokerage"]

    def hours(a_month_sessions: np.ndarray) -> np.ndarray:
        in_group = (a_month_sessions * meeting + a_month) / values["group_size"]
        return np.where(in_groups, in_group, a_month_sessions * visit + alone)

    attendances = sessions[in_groups].sum()
    besides = len(sessions) * values["cost_per_participant"] + attendances * values["cost_per_attendance"]
    besides += values["asset_grant"] * values["poverty_line"] * MONTHS_A_YEAR
    fullest = hours(schedule(values, len(sessions))).max(initial=0.0)
    return Place(hours(sessions), float(fullest), float(besides))


def beside_places(values: Mapping[str, Any]) -> float:
    """Rp million that a programme costs however many places it has: its preparation, and honouring change agents."""
    return float(values["preparation"] + values["recognition"] * values["cost_of_recognition"] * values["months"])


def for_places(values: Mapping[str, Any]) -> float:
    """Rp million of the budget that places can have."""
    return max(0.0, float(values["budget"]) - beside_places(values))


def coverage(values: Mapping[str, Any], place: Place, n_villagers: int) -> tuple[int, str]:
    """Places that can be offered, and what caps them."""
    hour = values["pay"] / values["paid_hours"]
    hours, caseload = place.hours.sum(), values["caseload"]
    limits = {
        "budget": for_places(values) / max(1e-12, place.besides + hours * hour / caseload),
        "hours": values["facilitators"] * values["facilitator_hours"] * caseload / max(1e-12, place.fullest),
        "village": n_villagers,
    }
    if values["invited"] > 0:  # more than the hours allow is overload; more than the budget pays for is impossible
        limits["invited"] = values["invited"]
        del limits["hours"]
    capped_by = min(limits, key=lambda name: limits[name])
    return int(limits[capped_by] + 1e-9), capped_by


def hours_to_buy(values: Mapping[str, Any], place: Place, places: int) -> float:
    """Facilitators' hours for so many places: as needed at this caseload, no more than there are or can be paid.

    Months of the same third share their hours, so what counts is the mean of the fullest third.
    """
    hour = values["pay"] / values["paid_hours"]
    affordable = max(0.0, for_places(values) - places * place.besides) / hour
    available = values["facilitators"] * values["facilitator_hours"] * place.hours.sum() / max(1e-12, place.fullest)
    return min(places * place.hours.sum() / values["caseload"], available, affordable)


def planned_cost(values: Mapping[str, Any], place: Place, places: int, hours: float) -> float:
    """Rp million at full turnout: facilitators' hours, what places cost besides, preparation, recognition."""
    return float(hours * values["pay"] / values["paid_hours"] + places * place.besides + beside_places(values))


def invitation_list(values: Mapping[str, Any], villagers: np.ndarray, degree: np.ndarray, seed: int) -> np.ndarray:
    """All rows in the order in which they are invited; the same for every strategy that targets alike."""
    draw = uniforms(stream(seed, INVITATION, 0), len(villagers))
    rank = {
        "random": draw,
        "poorest": villagers["status"] + 1e-9 * draw,
        "best_connected": -degree + 0.5 * draw,
        "volunteers": -(villagers["participation"] + villagers["trust_facilitator"]) + 1e-9 * draw,
    }[values["targeting"]]
    return np.argsort(rank, kind="stable")


def make_plan(values: Mapping[str, Any], villagers: np.ndarray, degree: np.ndarray, seed: int, horizon: int) -> Plan:
    """The plan of a programme in a village, for `horizon` months."""
    months = values["months"]
    rate = schedule(values, max(horizon, months))
    sessions = whole_sessions(rate)
    mean_km = float(np.hypot(villagers["x"], villagers["y"]).mean()) / 1000
    place = place_of(values, sessions[:months], mean_km)
    places, capped_by = coverage(values, place, len(villagers)) if values["facilitators"] > 0 else (0, "nothing")
    hours = hours_to_buy(values, place, places) if places else 0.0
    bought = place_of(values, sessions, mean_km).hours * (hours / max(1e-12, place.hours.sum()))
    if places == 0:
        rate, sessions, bought = 0 * rate, 0 * sessions, 0 * bought
    return Plan(
        invitation=invitation_list(values, villagers, degree, seed)[: values["invited"] or None].astype(np.int64),
        places=places,
        rate=rate[:horizon],
        sessions=sessions[:horizon],
        bought=bought[:horizon],
        first_group_month=first_group_month(values),
        exit_month=months,
        planned=planned_cost(values, place, places, hours) if places else 0.0,
        capped_by=capped_by,
    )
