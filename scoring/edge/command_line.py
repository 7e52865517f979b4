"""How the command line ends, whatever happened: what goes wrong becomes a message on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from errno import EDQUOT, EFBIG, ENOSPC
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.edge.screens.terminal import Terminal
    from scoring.language.messages import Language

PROGRAM = "scoring"
COMPLETE = "_SCORING_COMPLETE"


class Verb(click.Command):
    """A verb, listed with its whole first line: both languages."""

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - click's signature
        """The first line of the help."""
        return (self.help or "").strip().split("\n", 1)[0]


class CommandLine(click.Group):
    """The verbs, and the one place where whatever goes wrong becomes a message and an exit code."""

    command_class = Verb

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run a command and leave with its exit code; nothing but ``SystemExit`` comes out of here."""
        complete_shell(self)
        given = list(sys.argv[1:] if args is None else args)
        try:
            code = self._run(given, prog_name or PROGRAM, extra)
        except BrokenPipeError:
            _drop_output()
            code = 141
        sys.exit(code)

    def _run(self, args: list[str], name: str, extra: dict[str, Any]) -> int:
        try:
            code = self._invoke(args, name, extra)
            sys.stdout.flush()
        except (BrokenPipeError, SystemExit):
            raise
        except BaseException as error:  # also what native code raises
            return _failed(error, args)
        return code

    def _invoke(self, args: list[str], name: str, extra: dict[str, Any]) -> int:
        try:
            with self.make_context(name, args, **extra) as context:
                return int(self.invoke(context) or 0)
        except click.exceptions.Exit as leaving:
            return leaving.exit_code
        except click.ClickException as error:
            error.show()
            return 2
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo(err=True)
            return 130


def complete_shell(group: click.Group) -> None:
    """Answer a shell that asks for completions, and leave."""
    if instruction := os.environ.get(COMPLETE):
        from click.shell_completion import shell_complete

        sys.exit(shell_complete(group, {}, PROGRAM, COMPLETE, instruction))


def _failed(error: BaseException, args: Sequence[str]) -> int:
    """What a refusal or a fault says, and how the command ends."""
    from scoring.edge.screens.problems import show_problems
    from scoring.edge.verbs.outcome import misuse, outcome_of
    from scoring.language.problems import Rejected

    if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT, EFBIG):
        _drop_output()
        error = misuse("X104", path="stdout", reason=error.strerror or str(error))
    everything = "--all-messages" in args
    terminal = terminal_for(_wanted_language(args))
    if isinstance(error, Rejected):
        show_problems(error.problems, terminal.err, terminal.language, everything=everything)
        return outcome_of(error)
    if os.environ.get("SCORING_DEBUG"):
        import traceback

        traceback.print_exception(error)
    from scoring.edge.screens.text import clean
    from scoring.edge.words import say

    reason = clean(str(error).strip().split("\n", 1)[0])
    terminal.err.print(say("internal", terminal.language, kind=type(error).__name__, reason=reason), soft_wrap=True)
    return 1


def _wanted_language(args: Sequence[str]) -> Language | None:
    """The language the command line asks for, also when it went wrong before it was read."""
    for before, value in zip(["", *args], [*args, ""], strict=True):
        chosen = value.removeprefix("--lang=") if value.startswith("--lang=") else value if before == "--lang" else ""
        if chosen == "zh":
            return "zh"
        if chosen == "en":
            return "en"
    return None


def terminal_for(language: Language | None) -> Terminal:
    """The two streams, in the language asked for or that of the locale."""
    from scoring.edge.screens.terminal import Terminal
    from scoring.edge.words import locale_language

    return Terminal(language or locale_language())


def _drop_output() -> None:
    """What is still unwritten cannot be written: let the interpreter's last flush go nowhere, without a word."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - lives as long as the process
