"""The words of the screens, in Chinese and English. Sentences about problems are in the catalogue, not here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring.language.messages import Language
    from scoring.rules.rubric import Label

_WORDS: Mapping[str, tuple[str, str]] = {
    # problems
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "note": ("提示", "note"),
    "help": ("帮助：", "help: "),
    "see": ("详见 `scoring help {code}`", "`scoring help {code}` says more"),
    "errors": ("{n} 个错误", "{n} errors"),
    "warnings": ("{n} 个警告", "{n} warnings"),
    "notes": ("{n} 条提示", "{n} notes"),
    "errors.one": ("1 个错误", "1 error"),
    "warnings.one": ("1 个警告", "1 warning"),
    "notes.one": ("1 条提示", "1 note"),
    "more": ("… 还有 {n} 处（--all-messages 全部列出）", "… and {n} more (--all-messages)"),
    "refused": ("共 {counts}，文件未被采用", "{counts}; the file was refused"),
    "notes.sum": ("{counted}：{codes}（--all-messages 全部列出）", "{counted}: {codes} (--all-messages)"),
    # findings
    "hard": ("强制性", "hard"),
    "soft": ("核实性", "soft"),
    "breach": ("不符", "breach"),
    "unverifiable": ("无法核验", "unverifiable"),
    "rule": ("（{weight}；应满足 {rule}）", " ({weight}; must hold: {rule})"),
    # the ranking
    "rank": ("名次", "Rank"),
    "overall": ("总名次", "Overall"),
    "code": ("代码", "Code"),
    "zone": ("开发区", "Zone"),
    "total": ("总分", "Total"),
    "adjustments": ("加减分", "Adjust."),
    "prefecture": ("设区市", "Prefecture"),
    "reason": ("未排名原因", "Why not ranked"),
    "zones": ("{n} 个参与排名", "{n} ranked"),
    "zones.of": ("{n} 个参与排名，{m} 个不排名", "{n} ranked, {m} not"),
    "shown": ("仅列前 {n} 名", "the first {n} places"),
    "shown.one": ("仅列第 1 名", "the first place"),
    "hidden": ("屏幕较窄，未列：{heads}", "too narrow for: {heads}"),
    "not_ranked": ("不排名", "Not ranked"),
    "gated": ("未达到准入条件：{names}", "entry condition not met: {names}"),
    "vetoed": ("{names}", "{names}"),
    "not_graded": ("缺少数据，无法评分：{names}", "cannot be scored without: {names}"),
    "screened": ("有数据的计分项不足 {names}", "values for less than {names} of the measures"),
    "nothing": ("没有可列出的开发区。", "No zone to show."),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "colon": ("：", ": "),
    "veto.tier": ("定为 {tier}", "put into {tier}"),
    "veto.tier_at_best": ("档次最高为 {tier}", "{tier} at best"),
    "veto.total_at_most": ("总分最高 {points} 分", "the total is at most {points}"),
    "veto.drop": ("下调 {n} 档", "down {n}"),
    "veto.unranked": ("不排名", "not ranked"),
    "scales": ("评分标准", "scales"),
    "scales.all": ("全部", "all"),
    "scales.fixed": ("固定标准", "fixed"),
    "scales.given": ("沿用既定标准 {file}", "frozen scales {file}"),
    "total.made": (
        "总分由各一级指标的得分比例合成（{method}），不是各列之和。",
        "The total is made of the pillars' shares ({method}), not the sum of its columns.",
    ),
    "numbers": (
        "办法中 {all} 个数字有 {n} 个不代表正式办法：推定 {reconstructed} 个、示例 {illustrative} 个",
        "{n} of the method's {all} numbers are not official: {reconstructed} reconstructed, {illustrative} illustrative",
    ),
    "numbers.reconstructed": (
        "办法中 {all} 个数字有 {n} 个为推定值，不代表正式办法",
        "{n} of the method's {all} numbers are reconstructed, not official",
    ),
    "numbers.reconstructed.one": (
        "办法中 {all} 个数字有 1 个为推定值，不代表正式办法",
        "1 of the method's {all} numbers is reconstructed, not official",
    ),
    "numbers.illustrative": (
        "办法中 {all} 个数字有 {n} 个为示例值，不代表正式办法",
        "{n} of the method's {all} numbers are illustrative, not official",
    ),
    "numbers.illustrative.one": (
        "办法中 {all} 个数字有 1 个为示例值，不代表正式办法",
        "1 of the method's {all} numbers is illustrative, not official",
    ),
    "findings": (
        "核验：不符 {breaches}（强制性 {hard}），无法核验 {open}",
        "checks: breaches {breaches} (hard {hard}), unverifiable {open}",
    ),
    "findings.none": ("核验：全部通过", "checks: all passed"),
    "refused.cells": (
        "{n} 处报送数据被拒收，不予采用",
        "{n} places of the returns were refused and are not used",
    ),
    "refused.cells.one": (
        "1 处报送数据被拒收，不予采用",
        "1 place of the returns was refused and is not used",
    ),
    # scoring check
    "check.categories": ("类别 {n}", "{n} categories"),
    "check.items": ("指标项 {n}", "{n} items"),
    "check.checks": ("审核关系 {n}", "{n} checks"),
    "check.pillars": ("一级指标 {n}", "{n} pillars"),
    "check.indicators": ("二级指标 {n}", "{n} indicators"),
    "check.measures": ("计分项 {n}", "{n} measures"),
    "check.adjustments": ("加减分 {n}", "{n} adjustments"),
    "check.gates": ("准入条件 {n}", "{n} gates"),
    "check.vetoes": ("一票否决 {n}", "{n} vetoes"),
    "check.categories.one": ("类别 1", "1 category"),
    "check.items.one": ("指标项 1", "1 item"),
    "check.checks.one": ("审核关系 1", "1 check"),
    "check.pillars.one": ("一级指标 1", "1 pillar"),
    "check.indicators.one": ("二级指标 1", "1 indicator"),
    "check.measures.one": ("计分项 1", "1 measure"),
    "check.adjustments.one": ("加减分 1", "1 adjustment"),
    "check.gates.one": ("准入条件 1", "1 gate"),
    "check.vetoes.one": ("一票否决 1", "1 veto"),
    "check.structure": ("结构", "holds"),
    "check.numbers": ("数字", "numbers"),
    "official": ("正式 {n}", "{n} official"),
    "reconstructed": ("推定 {n}", "{n} reconstructed"),
    "illustrative": ("示例 {n}", "{n} illustrative"),
    "unstated": ("未注明 {n}", "{n} unstated"),
    "basis": ("依据", "basis"),
    "fine": ("通过", "fine"),
    # cases
    "case.passed": ("算例：{n} 个全部通过", "cases: all {n} pass"),
    "case.failed": ("算例：{n} 个中有 {m} 个不符", "cases: {m} of {n} fail"),
    "case.none": ("算例：没有针对这些办法的算例", "cases: none names these rubrics"),
    "case.expected": ("应为", "expected"),
    "case.found": ("实得", "found"),
    # scoring init, help, progress
    "init.made": ("已建立 {folder}：", "Made {folder}:"),
    "init.next": ("接下来：", "Next:"),
    "written": ("已写入 {path}", "written: {path}"),
    "reading": ("读取 {name}", "reading {name}"),
    "internal": (
        "程序内部错误（{kind}）：{reason}\n"
        "这是程序的缺陷，不是您的数据有误。请保留本次使用的文件，设置 SCORING_DEBUG=1 重新运行，并将输出告知维护者。",
        "internal fault ({kind}): {reason}\n"
        "This is a defect of the program, not of your data. Keep the files of this run, "
        "run it again with SCORING_DEBUG=1 and send the output to the maintainers.",
    ),
    # the families of codes
    "family.Y": ("文档（YAML）", "Documents (YAML)"),
    "family.U": ("计量单位", "Units"),
    "family.F": ("公式", "Formulas"),
    "family.R": ("评分办法", "Rubrics"),
    "family.D": ("报送数据", "Returns"),
    "family.S": ("评分与排名", "Scales, scores and ranks"),
    "family.K": ("算例", "Cases"),
    "family.X": ("命令用法", "Usage"),
}


def say(key: str, language: Language, **facts: object) -> str:
    """The words for a key."""
    return told(_WORDS, key, language, facts)


def told(words: Mapping[str, tuple[str, str]], key: str, language: Language, facts: Mapping[str, object]) -> str:
    """The words for a key of a list of words. ``n=1`` takes the singular where there is one."""
    if facts.get("n") == 1 and f"{key}.one" in words:
        key = f"{key}.one"
    return words[key][0 if language == "zh" else 1].format_map(facts)


def label(thing: Label, language: Language) -> str:
    """What a thing is called in a language."""
    return thing.zh if language == "zh" else thing.en


def locale_language() -> Language:
    """The language of the user's locale: Chinese where it says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
