"""Help, and what typer says of wrong use, in the reader's language: sentences are looked up when they are shown."""

import re
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from scenarios.language import languages, later, tr


class Command(TyperCommand):
    """A command with help in the language in use."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, meaning, arguments and options."""
        _write(self, ctx, formatter)


class Commands(TyperGroup):
    """All commands, with help in the language in use."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, meaning, options and commands."""
        _write(self, ctx, formatter)


def _write(command: Any, context: Any, formatter: Any) -> None:
    arguments = [p for p in command.get_params(context) if p.param_type_name == "argument"]
    options = [p for p in command.get_params(context) if p.param_type_name == "option"]
    commands = getattr(command, "commands", {})
    pieces = [tr("[OPTIONS]"), *map(_metavar, arguments), *([tr("COMMAND ...")] if commands else [])]
    formatter.write_usage(context.command_path, " ".join(pieces), tr("Usage:") + " ")
    _write_text(formatter, command.help)
    for title, rows in (
        (tr("Arguments"), [(_metavar(p), _meaning(p)) for p in arguments]),
        (tr("Options"), [(_names(p), _meaning(p)) for p in options]),
        (tr("Commands"), [(name, tr(one.help)) for name, one in commands.items()]),
    ):
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)
    _write_text(formatter, command.epilog)


def _write_text(formatter: Any, text: str | None) -> None:
    if text:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(tr(text))


def _metavar(parameter: Any) -> str:
    return "|".join(languages()) if parameter.name == "lang" else _said(parameter.metavar)


def _names(option: Any) -> str:
    return ", ".join(option.opts) + (f" {_metavar(option)}" if option.metavar else "")


def _meaning(parameter: Any) -> str:
    more = tr("[required]") if parameter.required else ""
    if parameter.default and not getattr(parameter, "is_flag", False):
        more = tr("[default: {default}]").format(default=parameter.default)
    return f"{_said(parameter.help)}  {more}".rstrip()


def _said(text: str | None) -> str:
    return tr(text) if text else ""


HELP = later("Show this message and exit.")
"""Typer's own help of --help."""
_WRONG_USE = (
    (
        r"No such command '(?P<name>.*)'\. Did you mean (?P<near>.*)\?",
        later("No such command '{name}'. Did you mean {near}?"),
    ),
    (r"No such command '(?P<name>.*)'\.", later("No such command '{name}'.")),
    (
        r"No such option: (?P<name>.*) \(Possible options: (?P<near>.*)\)",
        later("No such option: {name} (did you mean {near}?)"),
    ),
    (r"No such option: (?P<name>.*)", later("No such option: {name}")),
    (r"Missing argument '(?P<what>.*)'\.", later("Missing argument {what}.")),
    (r"Missing command\.", later("Missing command.")),
    (r"Got unexpected extra argument\(s\) \((?P<name>.*)\)", later("Not understood: {name}")),
    (r"Option '(?P<name>.*)' requires an argument\.", later("Option {name} needs a value.")),
    (r"Option '(?P<name>.*)' does not take a value\.", later("Option {name} takes no value.")),
)
"""What typer says of wrong use, and the sentence for it."""


def wrong_use(said: str) -> str:
    """What typer says of wrong use, in the language in use; as typer says it where that is not known here."""
    return next(_known(said), said)


def _known(said: str) -> Iterator[str]:
    for pattern, sentence in _WRONG_USE:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            words = found.groupdict()
            yield tr(sentence).format(**words | {"what": _said(words.get("what"))})
