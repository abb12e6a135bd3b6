"""Every parameter of berdaya, declared once.

Command-line help, checks, JSON schema, samplers, sliders and the tables in docs are derived from `PARAMETERS`.
A number in a rule that does not stand here is a defect.
"""

from scenarios.declared.people import COOPERATION, LEARNING, LIVELIHOOD, MEASURES, PEOPLE, SPREAD
from scenarios.declared.programme import COMMUNITY, COSTS, FACILITATOR, PROGRAMME
from scenarios.parameter import Parameter

PARAMETERS: tuple[Parameter, ...] = (
    COMMUNITY + PROGRAMME + FACILITATOR + PEOPLE + LEARNING + COOPERATION + SPREAD + LIVELIHOOD + COSTS + MEASURES
)
BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}
