"""The model in plain Python on Mesa, one object for each agent, written from docs/ODD.md: to read, to check, to time.

The place of each rule is given by its section in docs/ODD.md. Its random numbers are Mesa's own, so a run has not the
luck of the compiled model's run with the same seed, but the same distribution. The staying twin is left out.
"""

from benchmarks.mesa_reference.model import ReferenceModel

__all__ = ["ReferenceModel"]
