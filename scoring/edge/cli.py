"""The command line: one thin function a verb. Whatever a verb needs is imported when the verb runs.

Exit codes: 0 fine · 1 internal fault · 2 usage · 3 refused, or a hard check failed · 4 soft findings are open ·
5 integrity broken · 130 interrupted · 141 whoever read the output has gone. Results go to stdout, messages to stderr.
"""

from __future__ import annotations

import gc
import os
import sys
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import click

from scoring.edge.cli_options import FILE, data, every, lang, month_option, returns, shown, spanned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.edge.screens.terminal import Terminal
    from scoring.edge.verbs.rank import Format
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


@click.group(
    cls=CommandLine,
    name=PROGRAM,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    epilog="Exit codes 退出码: 0 fine 正常 · 1 internal fault 内部错误 · 2 usage 用法 · "
    "3 refused, or a hard check failed 拒收或强制性审核不符 · 4 soft findings are open 核实性问题待处理 · "
    "5 integrity broken 完整性破坏",
)
@click.version_option(package_name="zone-scoring", prog_name=PROGRAM, message="%(prog)s %(version)s")
def cli() -> None:
    """Appraise development zones: from a YAML rubric and a year's returns to a ranking. 开发区综合考核评价。"""


@cli.command()
@click.argument("rubrics", metavar="RUBRIC...", nargs=-1, required=True, type=FILE)
@click.option("--cases", type=FILE, help="Run the cases of a file or folder. 运行算例。")
@click.option("--plan", is_flag=True, help="Print the compiled plan as JSON. 输出编译后的方案。")
@month_option
@every
@lang
def check(
    *,
    rubrics: tuple[Path, ...],
    cases: Path | None,
    plan: bool,
    month: int | None,
    everything: bool,
    lang: Language | None,
) -> int:
    """Check rubrics; show every problem at once. 检查评分办法，一次列出全部问题。"""
    from scoring.edge.verbs.check import check as run

    return run(rubrics, terminal_for(lang), cases=cases, plan=plan, everything=everything, month=month)


@cli.command()
@click.argument("rubric", type=FILE)
@returns
@shown
@click.option("--scales", type=FILE, help="Write the scale table (.csv or .parquet). 写出评分标准表。")
@click.option(
    "--audit",
    type=FILE,
    help="Write every cell that was filled or treated (.csv, .json, .parquet). 写出数据处理明细。",
)
@every
@lang
def rank(  # noqa: PLR0913 - one argument an option
    *,
    rubric: Path,
    data: Path,
    year: int | None,
    month: int | None,
    use_scales: Path | None,
    category: str | None,
    top: int | None,
    form: Format | None,
    out: Path | None,
    scales: Path | None,
    audit: Path | None,
    everything: bool,
    lang: Language | None,
) -> int:
    """Rank the zones. 为开发区排名。"""
    from scoring.edge.verbs.appraising import Order
    from scoring.edge.verbs.rank import View
    from scoring.edge.verbs.rank import rank as run

    order = Order(rubric, data, year, use_scales, month)
    return run(order, View(category, top, form, out, scales, everything, audit), terminal_for(lang))


@cli.command()
@click.argument("rubric", type=FILE)
@data
@spanned
@shown
@click.option("--trends", type=FILE, help="Write the trends (.csv or .parquet). 写出各指标趋势表。")
@every
@lang
def panel(  # noqa: PLR0913 - one argument an option
    *,
    rubric: Path,
    data: Path,
    years: str | None,
    scales: str | None,
    category: str | None,
    top: int | None,
    form: Format | None,
    out: Path | None,
    trends: Path | None,
    everything: bool,
    lang: Language | None,
) -> int:
    """Rank several years side by side. 多年度合并考核与趋势。"""
    from scoring.edge.verbs.panel import PanelOrder, PanelView, show

    order = PanelOrder(rubric, data, years, scales)
    return show(order, PanelView(category, top, form, out, trends, everything), terminal_for(lang))


@cli.command()
@click.argument("rubric", type=FILE)
@click.argument("zone")
@returns
@click.option("--next", "advice", is_flag=True, help="What would bring the next place. 距上一名次还差什么。")
@every
@lang
def explain(  # noqa: PLR0913 - one argument an option
    *,
    rubric: Path,
    zone: str,
    data: Path,
    year: int | None,
    month: int | None,
    use_scales: Path | None,
    advice: bool,
    everything: bool,
    lang: Language | None,
) -> int:
    """Show one zone's card: every point, and why. 单个开发区的体检单。"""
    from scoring.edge.verbs.appraising import Order
    from scoring.edge.verbs.explain import explain as run

    order = Order(rubric, data, year, use_scales, month)
    return run(order, zone, terminal_for(lang), advice=advice, everything=everything)


@cli.command()
@click.argument("rubric", type=FILE)
@returns
@click.option("--category", help="Diagnose one category only. 只诊断一个类别。")
@click.option(
    "--only",
    metavar="PARTS",
    help="Parts, by commas: indicators, correlations, pillars, leave-out, dominance, reversals. 只作其中几部分。",
)
@click.option("--skip", metavar="PARTS", help="Parts to skip; reversals takes the longest. 不作哪几部分。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    help="Default: what the name of --out says, else a table; csv makes a folder. 输出格式。",
)
@click.option("--out", type=FILE, help="Write to a file, or for csv into a folder. 写入文件或文件夹。")
@every
@lang
def diagnose(  # noqa: PLR0913 - one argument an option
    *,
    rubric: Path,
    data: Path,
    year: int | None,
    use_scales: Path | None,
    month: int | None,
    category: str | None,
    only: str | None,
    skip: str | None,
    form: Literal["table", "json", "csv"] | None,
    out: Path | None,
    everything: bool,
    lang: Language | None,
) -> int:
    """Diagnose a method before it is signed. 诊断评分办法。"""
    from scoring.edge.verbs.appraising import Order
    from scoring.edge.verbs.diagnose import View
    from scoring.edge.verbs.diagnose import diagnose as run

    order = Order(rubric, data, year, use_scales, month)
    return run(order, View(category, only, skip, form, out, everything), terminal_for(lang))


@cli.command(name="help")
@click.argument("code", required=False)
@lang
@click.pass_context
def help_(context: click.Context, code: str | None, lang: Language | None) -> int:
    """Explain a code such as F104; without one, list them all. 说明消息代码。"""
    if code is not None and code in cli.commands and context.parent is not None:
        click.echo(cli.commands[code].get_help(click.Context(cli.commands[code], context.parent, code)))
        return 0
    from scoring.edge.verbs.manual import contents, page

    return contents(terminal_for(lang)) if code is None else page(code, terminal_for(lang))


@cli.command()
@click.argument("folder", metavar="DIR", type=FILE)
@lang
def init(folder: Path, lang: Language | None) -> int:
    """Start a project: a rubric, cases and returns that run. 建立入门项目。"""
    from scoring.edge.verbs.starter import init as run

    return run(folder, terminal_for(lang))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@lang
def completion(shell: str, lang: Language | None) -> int:  # noqa: ARG001 - every verb takes --lang
    """Print the completion script of a shell. 输出命令补全脚本。

    \b
    bash: scoring completion bash > ~/.local/share/bash-completion/completions/scoring
    zsh:  scoring completion zsh > "${fpath[1]}/_scoring"
    fish: scoring completion fish > ~/.config/fish/completions/scoring.fish
    """
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is None:
        raise click.BadParameter(shell)
    click.echo(script(cli, {}, PROGRAM, COMPLETE).source())
    return 0


def main() -> NoReturn:
    """Run the command line."""
    gc.set_threshold(1_000_000)  # a short process that builds large trees: collecting early is a third of its time
    cli.main(prog_name=PROGRAM)
