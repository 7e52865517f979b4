"""The words of a diagnosis, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.edge.words import told
from scoring.language.messages import Language

_WORDS: Mapping[str, tuple[str, str]] = {
    # heads
    "indicators": ("指标：区分度与实际权重", "Indicators: what they tell apart, and what they weigh"),
    "measures": ("指标值的分布", "Values: how they lie"),
    "correlations": ("相关性：信息重复与相互抵触", "Correlations: pairs that repeat or oppose each other"),
    "pillars": ("内部一致性：克朗巴赫 α 与主成分", "Pillars: Cronbach's alpha and principal components"),
    "leave-out": ("逐项剔除：名次与档次的变动", "Leave one indicator out: ranks and tiers that move"),
    "dominance": ("优势关系：各项都不低于对方", "Dominance: at least as good in everything"),
    "reversals": ("逆序：一区退出后他区次序颠倒", "Rank reversal: one zone leaves and others change order"),
    "attention": ("值得注意的问题（由重到轻）", "What deserves attention, worst first"),
    # columns
    "indicator": ("指标", "Indicator"),
    "measure": ("计分项", "Measure"),
    "pillar": ("一级指标", "Pillar"),
    "pair": ("指标对", "Pair"),
    "n": ("有值", "n"),
    "missing": ("缺失", "Missing"),
    "zeros": ("零值", "Zeros"),
    "mean": ("均值", "Mean"),
    "sd": ("标准差", "SD"),
    "min": ("最小", "Min"),
    "max": ("最大", "Max"),
    "skew": ("偏度", "Skew"),
    "kurtosis": ("峰度", "Kurtosis"),
    "nominal": ("名义权重", "Nominal weight"),
    "effective": ("实际权重", "Effective weight"),
    "r2": ("r²", "r²"),
    "rest_r": ("与其余的 r", "r with the rest"),
    "at_full": ("满分", "At full"),
    "at_nothing": ("零分", "At nothing"),
    "points_sd": ("得分标准差", "SD of points"),
    "distinct": ("不同得分数", "Distinct points"),
    "can_improve": ("可提升", "Can improve"),
    "flags": ("提示", "Flags"),
    "r": ("r", "r"),
    "used": ("指标数", "Indicators"),
    "alpha": ("α", "Alpha"),
    "alpha_standardised": ("标准化 α", "Alpha, std."),
    "first": ("第一主成分", "First component"),
    "above_one": ("特征值>1", "Eigenvalues > 1"),
    "ranks_moved": ("名次变动", "Ranks moved"),
    "tiers_moved": ("档次变动", "Tiers moved"),
    "mean_shift": ("平均移动", "Mean shift"),
    "max_shift": ("最大移动", "Largest shift"),
    "spearman": ("秩相关", "Spearman"),
    "whole": ("全部指标", "all indicators"),
    # lines
    "category": ("{name} · {n} 个参与排名", "{name} · {n} ranked"),
    "no_zones": ("没有参与排名的开发区，无从诊断。", "No zone is ranked: there is nothing to diagnose."),
    "pairs.none": ("{n} 对指标，无重复（r ≥ {high}）或抵触（r ≤ {low}）", "none of {n} pairs: r ≥ {high} or r ≤ {low}"),
    "pairs.some": ("{n} 对指标中 {m} 对", "{m} of {n} pairs"),
    "dominance.line": (
        "{pairs} 对优势关系；{front} 个开发区未被任何开发区压倒；{odd} 对次序相反",
        "pairs: {pairs} · dominated by nobody: {front} · ranked the other way: {odd}",
    ),
    "dominance.odd": (
        "{zone}（第 {rank} 名）各项不低于 {other}（第 {other_rank} 名），却排在其后",
        "{zone} (place {rank}) is at least as good in everything as {other} (place {other_rank}), yet behind it",
    ),
    "reversals.line": (
        "{n} 个开发区逐一退出：{m} 个使他区次序颠倒，共 {pairs} 对；档次变动最多 {tiers} 个",
        "left out in turn: {n} · that reverse others: {m} · pairs reversed: {pairs} · tiers moved, at most: {tiers}",
    ),
    "reversals.most": (
        "{upper} 与 {lower}：{n} 次颠倒（如 {zone} 退出：{before} → {after}）",
        "{upper} and {lower}: {n}× (as when {zone} leaves: {before} → {after})",
    ),
    "reversals.failed": (
        "{n} 个开发区退出后其余无法定标或计分（{codes}）",
        "without whom the others cannot be fitted or scored: {n} ({codes})",
    ),
    "reversals.few_zones": ("开发区过少，不作逆序检验", "too few zones for rank reversal"),
    "reversals.many_zones": ("开发区过多，不作逆序检验", "too many zones for rank reversal"),
    "reversals.given": ("沿用既定评分标准，不会逆序", "frozen scales: nothing can be reversed"),
    "skipped": ("未作：{parts}", "not done: {parts}"),
    "fine": ("没有需要注意的问题。", "Nothing that stands out."),
    "more": ("… 另有 {n} 处", "… {n} more"),
    "working": ("诊断 {name}", "diagnosing {name}"),
    "zones": ("{n} 个", "{n}"),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "colon": ("：", ": "),
    "hidden": ("屏幕较窄，未列：{heads}", "too narrow for: {heads}"),
    "example.weight": ("{figure}（名义 {against}）", "{figure} ({against} nominal)"),
    "example.shape": ("偏度 {figure}，峰度 {against}", "skew {figure}, kurtosis {against}"),
    "example.places": ("第 {figure} 名对第 {against} 名", "place {figure} against {against}"),
    "example.reversed": ("{n}/{of} 个，影响最大者 {zone}", "{n} of {of} zones, most of all {zone}"),
    # kinds of measure
    "kind.level": ("水平", "level"),
    "kind.growth": ("增速", "growth"),
    "kind.increment": ("增量", "increment"),
    "kind.volume": ("总量", "volume"),
    "kind.completion": ("完成率", "completion"),
    # flags, short
    "flag.inconsistent": ("次序相反", "ranked the other way"),
    "flag.no_values": ("无数值", "no values"),
    "flag.all_nothing": ("全部零分", "all at nothing"),
    "flag.all_full": ("全部满分", "all at full"),
    "flag.same_points": ("得分全同", "all the same"),
    "flag.against": ("与总分反向", "against the total"),
    "flag.reversed": ("会逆序", "reverses others"),
    "flag.many_missing": ("缺失过多", "many missing"),
    "flag.redundant": ("重复", "redundant"),
    "flag.negative": ("抵触", "negative"),
    "flag.exhausted": ("无可提升", "nobody can improve"),
    "flag.nearly_all_nothing": ("几乎全零分", "nearly all at nothing"),
    "flag.nearly_all_full": ("几乎全满分", "nearly all at full"),
    "flag.heavy": ("实重于名", "heavier than it says"),
    "flag.light": ("名重于实", "lighter than it says"),
    "flag.outlying": ("有离群值", "outliers"),
    "flag.constant": ("数值全同", "constant"),
    "flag.many_zeros": ("零值过多", "many zeros"),
    "flag.low_alpha": ("一致性低", "low alpha"),
    "flag.unmoved": ("可有可无", "moves no rank"),
    # flags, in a sentence: the summary
    "why.inconsistent": (
        "各项都不低于对方，名次却在其后：加减分、封顶、缺报处理或合成方法使然",
        "at least as good in everything, yet ranked behind: adjustments, caps, missing policies or the aggregation",
    ),
    "why.no_values": ("没有一个开发区有数值", "no zone has a value"),
    "why.all_nothing": ("全部零分，不起作用", "every zone has nothing: it decides nothing"),
    "why.all_full": ("全部满分，不起作用", "every zone has full points: it decides nothing"),
    "why.same_points": ("得分全部相同，不起作用", "every zone has the same points: it decides nothing"),
    "why.against": ("得分越高总分反而越低", "who does better in it has a lower total"),
    "why.reversed": ("一区退出，他区次序颠倒", "one zone's leaving reverses others"),
    "why.many_missing": ("缺失过多", "many values are missing"),
    "why.redundant": ("两项几乎说同一件事", "two indicators that say nearly the same"),
    "why.negative": ("两项此长彼消", "two indicators that oppose each other"),
    "why.exhausted": ("已全部达到上限，无提升空间", "every zone is at the top of its scale: nobody can improve"),
    "why.nearly_all_nothing": ("几乎全部零分", "nearly every zone has nothing"),
    "why.nearly_all_full": ("几乎全部满分", "nearly every zone has full points"),
    "why.heavy": ("实际权重远大于名义权重", "weighs much more than the method says"),
    "why.light": ("实际权重远小于名义权重", "weighs much less than the method says"),
    "why.outlying": ("分布有离群值（偏度、峰度）", "outliers (skew and kurtosis)"),
    "why.constant": ("数值全部相同", "every zone has the same value"),
    "why.many_zeros": ("零值过多", "many zeros"),
    "why.low_alpha": ("各指标一致性低（α）", "its indicators do not measure one thing (alpha)"),
    "why.unmoved": ("剔除后名次无一变动", "left out, no rank moves"),
    # notes
    "note.no_values": ("无数值", "no values"),
    "note.few_zones": ("开发区过少", "too few zones"),
    "note.no_spread": ("无差异", "no spread"),
    "note.not_additive": ("合成非加总", "not a sum"),
    "note.constant": ("数值全同", "constant"),
    "note.one_indicator": ("仅一项指标", "one indicator"),
    "note.some_without_spread": ("部分指标无差异，未计入", "some have no spread and are left out"),
    "note.only_indicator": ("唯一的指标，不能剔除", "the only indicator: cannot be left out"),
}


def tell(key: str, language: Language, **facts: object) -> str:
    """The words for a key."""
    return told(_WORDS, key, language, facts)


def kind_of(kind: str, language: Language) -> str:
    """What a kind of measure is called; its id where there are no words for it."""
    return tell(f"kind.{kind}", language) if f"kind.{kind}" in _WORDS else kind
