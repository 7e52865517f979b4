"""The command line: one thin function a verb. Whatever a verb needs is imported when the verb runs.

Exit codes: 0 fine · 1 internal fault · 2 usage · 3 refused, or a hard check failed · 4 soft findings are open ·
5 integrity broken · 130 interrupted · 141 whoever read the output has gone. Results go to stdout, messages to stderr.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from scoring.edge.cli_options import FILE, data, every, lang, month_option, returns, shown, spanned
from scoring.edge.command_line import COMPLETE, PROGRAM, CommandLine, terminal_for

if TYPE_CHECKING:
    from scoring.edge.verbs.delivery import Format
    from scoring.language.messages import Language


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
