"""All commands under one name, their exit codes, and errors without tracebacks."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from scenarios.errors import BerdayaError
from scenarios.language import ENGLISH, languages, tr, use_language
from scenarios.presets import COMMUNITIES
from simulation.commands.compare import compare_command
from simulation.commands.diagnose import diagnose_command
from simulation.commands.discover import discover_command
from simulation.commands.explain import explain_command
from simulation.commands.laboratory import app_command
from simulation.commands.new import new_command
from simulation.commands.optimise import optimise_command
from simulation.commands.sensitivity import sensitivity_command
from simulation.commands.sweep import sweep_command
from simulation.commands.validate import validate_command

DONE, FAILED, WRONG_USE, SOME_RUNS_FAILED, INTERRUPTED = 0, 1, 2, 3, 130
DEFAULT = "compare"
_WrongUse: Any = typer.BadParameter.__mro__[2]
"""The base of all that typer says about wrong use, which has no public name."""

app = typer.Typer(
    name="run.py",
    help="berdaya: does mentoring people one by one, in groups, or both make a village's people empowered, and what is "
    "left when the facilitator goes? Without a command: compare. A simulation, not a forecast.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Language: --lang, else BERDAYA_LANG, else LANG. Exit codes: 0 done, 1 error, 2 wrong use or scenario, "
    "3 some runs failed, 130 interrupted.",
)
app.command(DEFAULT)(compare_command)
app.command("new")(new_command)
app.command("sweep")(sweep_command)
app.command("sensitivity")(sensitivity_command)
app.command("discover")(discover_command)
app.command("optimise")(optimise_command)
app.command("validate")(validate_command)
app.command("diagnose")(diagnose_command)
app.command("explain")(explain_command)
app.command("app")(app_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give the exit code; every error is said in words, on stderr."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    use_language(language_of_surroundings())
    if not given or _means_compare(given[0]):
        given = [DEFAULT, *given]
    try:
        return int(app(given, prog_name="run.py", standalone_mode=False, obj=given) or DONE)
    except BerdayaError as error:
        _say(str(error))
        return WRONG_USE
    except _WrongUse as error:
        _say(error.format_message())
        _say(tr("python run.py --help lists commands, python run.py COMMAND --help their options"))
        return WRONG_USE
    except (KeyboardInterrupt, typer.Abort):
        _say(tr("interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILED
    except OSError as error:
        _say(str(error))
        return FAILED


def _means_compare(first: str) -> bool:
    """Whether a first word is an option, a community or a scenario file rather than a command."""
    if first.startswith("-"):
        return first != "--help"
    return first.endswith(".toml") or (COMMUNITIES / f"{first}.toml").is_file()


def language_of_surroundings() -> str:
    """The language of BERDAYA_LANG, else of LANG; English where neither names one that there is."""
    for name in ("BERDAYA_LANG", "LANG"):
        wanted = os.environ.get(name, "")[:2].lower()
        if wanted in languages():
            return wanted
    return ENGLISH


def _say(text: str) -> None:
    print(text, file=sys.stderr)
