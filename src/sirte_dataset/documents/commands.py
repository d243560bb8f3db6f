"""The commands of `sirte` as a page: arguments, options, exit statuses, from the command line itself.

The names come from the assembled commands, choices and limits from the functions behind them, which stay the
same from one version of typer to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import typer.main

from .markdown import block, code, head, literal, page, table

OPENING = """
Everything that can be typed. `sirte COMMAND --help` shows the same of one command. Where an option is not
given, its default holds.
"""

# What the errors of errors.py and the commands themselves end with.
STATUSES = {
    0: "All went well.",
    1: "The data are not what they should be: a file cannot be read, a check found something, or, where a "
    "command was asked to check, something is out of date.",
    2: "The command cannot be carried out as it was given: an unknown name, an option or argument that does "
    "not fit, a library that is not installed, a file that cannot be written.",
    130: "It was interrupted from the keyboard.",
}

VALUES = {int: "NUMBER", float: "NUMBER", str: "TEXT", Path: "PATH"}


def commands(app: Any) -> str:
    """The page docs/commands.md, of a typer application."""
    parts = head("Commands", "the command line", OPENING)
    parts += [
        "## Exit statuses",
        table(("status", "meaning"), [(str(status), meaning) for status, meaning in STATUSES.items()]),
    ]
    for name, command in walk(app):
        parts += _section(name, command)
    return page(parts)


def walk(app: Any) -> Iterator[tuple[str, Any]]:
    """Every command with its full name, such as "sirte show"; those of a group as "sirte group command"."""
    yield from _below("sirte", typer.main.get_command(app))


def _below(name: str, group: Any) -> Iterator[tuple[str, Any]]:
    for word, command in sorted(group.commands.items()):
        if command.hidden:
            continue
        full = f"{name} {word}"
        if hasattr(command, "commands"):
            yield from _below(full, command)
        else:
            yield full, command


def _section(name: str, command: Any) -> list[str]:
    hints = get_type_hints(command.callback, include_extras=True)
    shown = [each for each in command.params if not getattr(each, "hidden", False) and each.name in hints]
    arguments = [each for each in shown if each.param_type_name == "argument"]
    options = [each for each in shown if each.param_type_name == "option"]
    usage = " ".join([name, *(_argument(each, hints) for each in arguments), *["[OPTIONS]"] * bool(options)])
    parts = [f"## {name}", literal(command.help or ""), block("console", usage)]
    rows = [(code(_argument(each, hints)), "", literal(each.help or "")) for each in arguments]
    rows += [(_names(each, hints), _default(each), literal(each.help or "")) for each in options]
    return [*parts, table(("argument or option", "default", "meaning"), rows)] if rows else parts


def _argument(parameter: Any, hints: dict[str, Any]) -> str:
    """An argument as it stands in the line of usage."""
    shown = parameter.metavar or _value(parameter, hints)
    return shown if parameter.required or shown.startswith("[") else f"[{shown}]"


def _names(parameter: Any, hints: dict[str, Any]) -> str:
    """The ways to write an option, with its value."""
    names = [*parameter.opts, *parameter.secondary_opts]
    value = "" if parameter.is_flag else f" {parameter.metavar or _value(parameter, hints)}"
    return ", ".join(code(name + value) for name in names)


def _value(parameter: Any, hints: dict[str, Any]) -> str:
    """What the value of a parameter may be: its choices, its limits, or the name of its type."""
    kind = _kind(hints[parameter.name])
    if get_origin(kind) is Literal:
        return "|".join(get_args(kind))
    metadata = getattr(hints[parameter.name], "__metadata__", ())
    limits = [getattr(info, side, None) for info in metadata for side in ("min", "max")]
    if len(limits) == 2 and None not in limits:
        return f"{limits[0]}..{limits[1]}"
    return VALUES.get(kind, str(parameter.name).upper())


def _kind(hint: Any) -> Any:
    """The type behind Annotated and behind `| None`."""
    if hasattr(hint, "__metadata__"):
        hint = hint.__origin__
    if type(None) in get_args(hint):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _default(parameter: Any) -> str:
    """The default of an option, blank where leaving it out means that it is not used."""
    value = parameter.default
    if parameter.required:
        return "required"
    if value is None or value is False:
        return ""
    return code(str(value))
