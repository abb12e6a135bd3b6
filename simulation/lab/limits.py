"""What one visitor may ask of the server; each limit can be set in the environment, for a server that many share."""

import os
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """Bounds, read from BERDAYA_LAB_HOUSEHOLDS, BERDAYA_LAB_RUNS and so on.

    households, months: of a village on the page. runs: replicates behind one picture of the Lab. decide_runs: of one
    decision. upload_kb: of one file. message_kb: of one message from a page. visitors: pages open at a time.
    minutes: a page that closed or sleeps is kept so long.
    """

    households: int = 1000
    months: int = 120
    runs: int = 40
    decide_runs: int = 400
    upload_kb: int = 1024
    message_kb: int = 3072
    visitors: int = 100
    minutes: int = 5


def limits_from(environment: dict[str, str]) -> Limits:
    """The limits set in an environment; what is not a positive whole number is left as it is."""
    given = {f.name: environment.get(f"BERDAYA_LAB_{f.name.upper()}", "") for f in fields(Limits)}
    return Limits(**{name: int(text) for name, text in given.items() if text.isdecimal() and int(text) > 0})


LIMITS = limits_from(dict(os.environ))
