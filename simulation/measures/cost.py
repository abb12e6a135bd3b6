"""Cost: hours and money by kind, and what one more empowered villager costs."""

import numpy as np

from simulation.measures.arm import Arm, ratio
from simulation.measures.empowerment import extra
from simulation.world import HOURS, MONEY


def cost(arm: Arm) -> dict[str, float]:
    """Hours, Rp million, per participant and per villager empowered beyond the twin (nan where there is none)."""
    books, joined = arm.run.world.books, float(arm.joined.sum())
    hours, money = books.hours.tolist(), books.money.tolist()
    total = float(books.money.sum())
    everyone = np.ones_like(arm.invited)
    out = {
        "n_villagers": float(len(arm.invited)),
        "n_places": float(arm.run.plan.places),
        "n_invited": float(arm.invited.sum()),
        "n_joined": joined,
        "n_left": float(arm.villagers["left"].sum()),
        "sessions_per_participant": ratio(float(arm.villagers["sessions"][arm.joined].sum()), joined),
        "hours_total": float(books.hours.sum()),
        "cost_total": total,
        "members_hours": float(books.members_hours),
        "cost_planned": arm.run.plan.planned,
        "left_over": float(arm.run.scenario.values["budget"]) - total if arm.run.plan.places else 0.0,
        "cost_per_participant": ratio(total, joined),
    }
    for name in ("exit", "24"):
        out[f"cost_per_extra_{name}"] = ratio(total, extra(arm, arm.months[name], everyone), 0.5)
    out.update({f"hours_{kind}": spent for kind, spent in zip(HOURS, hours, strict=True)})
    out.update({f"cost_{kind}": spent for kind, spent in zip(MONEY, money, strict=True)})
    return out
