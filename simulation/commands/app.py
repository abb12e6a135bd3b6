"""All commands under one name, their exit codes, and errors without tracebacks."""

import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import typer

from scenarios.errors import BerdayaError
from scenarios.language import language_of_surroundings, languages, tr, use_language
from scenarios.presets import COMMUNITIES
from simulation.commands.compare import compare_command
from simulation.commands.diagnose import diagnose_command
from simulation.commands.discover import discover_command
from simulation.commands.explain import explain_command
from simulation.commands.given import speak
from simulation.commands.help import Command, Commands, wrong_use
from simulation.commands.laboratory import app_command
from simulation.commands.new import new_command
from simulation.commands.optimise import optimise_command
from simulation.commands.plan import plan_command
from simulation.commands.sensitivity import sensitivity_command
from simulation.commands.sweep import sweep_command
from simulation.commands.validate import validate_command

DONE, FAILED, WRONG_USE, SOME_RUNS_FAILED, INTERRUPTED = 0, 1, 2, 3, 130
DEFAULT = "compare"
_WrongUse: Any = typer.BadParameter.__mro__[2]
"""The base of all that typer says about wrong use, which has no public name."""

app = typer.Typer(
    name="run.py",
    cls=Commands,
    help="berdaya: does mentoring people one by one, in groups, or both make a village's people empowered, and what is "
    "left when the facilitator goes? Without a command: compare. A simulation, not a forecast.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Language: --lang, else the environment: BERDAYA_LANG, LANGUAGE, LC_ALL, LC_MESSAGES, LANG. "
    "Exit codes: 0 done, 1 error, 2 wrong use or scenario, 3 some runs failed, 130 interrupted.",
)
app.callback()(speak)
for name, command in (
    (DEFAULT, compare_command),
    ("plan", plan_command),
    ("new", new_command),
    ("sweep", sweep_command),
    ("sensitivity", sensitivity_command),
    ("discover", discover_command),
    ("optimise", optimise_command),
    ("validate", validate_command),
    ("diagnose", diagnose_command),
    ("explain", explain_command),
    ("app", app_command),
):
    app.command(name, cls=Command)(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give the exit code; every error is said in words, on stderr."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    use_language(language_asked(given) or language_of_surroundings())
    given = _language_last(given)
    if not given or _means_compare(given[0]):
        given = [DEFAULT, *given]
    try:
        return int(app(given, prog_name="run.py", standalone_mode=False, obj=given) or DONE)
    except BerdayaError as error:
        _say(str(error))
        return WRONG_USE
    except _WrongUse as error:
        _say(wrong_use(error.format_message()))
        _say(tr("python run.py --help lists commands, python run.py COMMAND --help their options"))
        return WRONG_USE
    except (KeyboardInterrupt, typer.Abort):
        _say(tr("interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        from simulation.commands.printing import nobody_reads_on

        nobody_reads_on()
        return FAILED
    except OSError as error:
        _say(str(error))
        return FAILED


def _means_compare(first: str) -> bool:
    """Whether a first word is an option, a community or a scenario file rather than a command."""
    if first.startswith("-"):
        return first != "--help"
    return first.endswith(".toml") or (COMMUNITIES / f"{first}.toml").is_file()


def language_asked(arguments: Sequence[str]) -> str | None:
    """The language that --lang names, found before anything is read, so that help and complaints are in it too."""
    for argument, after in pairwise([*arguments, ""]):
        name, _, value = argument.partition("=")
        if name == "--lang" and (value or after) in languages():
            return value or after
    return None


def _language_last(arguments: list[str]) -> list[str]:
    """The arguments with a language that is named before the command put behind them all."""
    n = 1 if arguments[:1] and arguments[0].startswith("--lang=") else 2 if arguments[:1] == ["--lang"] else 0
    return [*arguments[n:], *arguments[:n]]


def _say(text: str) -> None:
    print(text, file=sys.stderr)
