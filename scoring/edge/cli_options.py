"""The options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

FILE = click.Path(path_type=Path)

lang = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of the screens; default: the locale's. 界面语言。"
)
every = click.option(
    "--all-messages", "everything", is_flag=True, help="Show every message, not the first twenty. 列出全部消息。"
)
month_option = click.option(
    "--month", type=click.IntRange(1, 12), help="Month at hand, for rubrics with a schedule. 序时进度的月份。"
)
data = click.option("--data", type=FILE, required=True, help="Folder or file of returns. 报送数据目录或文件。")


def returns(verb: Callable[..., int]) -> Callable[..., int]:
    """The options that say what to appraise."""
    for option in (
        click.option("--use-scales", "use_scales", type=FILE, help="Score on a frozen scale table. 沿用既定评分标准。"),
        month_option,
        click.option("--year", type=click.IntRange(1900, 2999), help="Year; default: the latest there is. 年度。"),
        data,
    ):
        verb = option(verb)
    return verb


def shown(verb: Callable[..., int]) -> Callable[..., int]:
    """The options that say what of a ranking to show, how, and where to put it."""
    for option in (
        click.option("--out", type=FILE, help="Write to a file, whole or not at all. 写入文件。"),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "csv", "json", "parquet", "markdown"]),
            help="Default: what the name of --out says, else a table. 输出格式。",
        ),
        click.option("--top", type=click.IntRange(min=1), help="Show the first places only. 只列前若干名。"),
        click.option("--category", help="Show one category only. 只列一个类别。"),
    ):
        verb = option(verb)
    return verb


def spanned(verb: Callable[..., int]) -> Callable[..., int]:
    """The options that say which years to appraise, and what their scales are fitted on."""
    for option in (
        click.option(
            "--scales", help="same-year, pooled, or a base year; default: as the rubric says. 定标：各年、合并或基期。"
        ),
        click.option("--years", help="Such as 2023-2025 or 2023,2025; default: all there are. 年度，默认全部。"),
    ):
        verb = option(verb)
    return verb
