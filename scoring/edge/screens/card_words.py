"""The words of the health-check card and of the advice, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.edge.words import told
from scoring.language.messages import Language

_WORDS: Mapping[str, tuple[str, str]] = {
    # heads
    "card": ("体检单", "Health check"),
    "advice": ("晋位建议", "To gain a place"),
    "pillars": ("一级指标", "Pillars"),
    "measures": ("各项得分", "Measures"),
    "losses": ("失分排序", "Points lost, most first"),
    "adjustments": ("加减分", "Adjustments"),
    "vetoes": ("一票否决", "Vetoes"),
    "gates": ("未达到准入条件", "Entry conditions not met"),
    "workings": ("计算过程", "How each number came about"),
    "refused": ("单靠以下各项不能晋位", "Not enough alone"),
    # the standing
    "year": ("{year} 年", "{year}"),
    "place": ("第 {rank} 名 / {of}", "place {rank} of {of}"),
    "overall": ("总排名第 {rank} 名", "place {rank} overall"),
    "total": ("总分 {points}", "total {points}"),
    "tier": ("档次 {name}", "tier {name}"),
    "stars": ("星级 {name}", "{name}"),
    "uncapped": ("（封顶前 {points}）", "({points} before the cap)"),
    "gated": ("未达到准入条件，不排名", "not ranked: an entry condition is not met"),
    "screened": ("数据不足，不排名", "not ranked: it has too few values"),
    "vetoed": ("一票否决，不排名", "not ranked: vetoed"),
    "not_graded": ("缺少数据，无法评分：{names}", "cannot be scored without: {names}"),
    "nothing_left": ("没有可计分的指标", "nothing is left to score"),
    # tables
    "pillar": ("指标", "Pillar"),
    "measure": ("指标", "Measure"),
    "value": ("数值", "Value"),
    "points": ("得分", "Points"),
    "full": ("满分", "Full"),
    "lost": ("失分", "Lost"),
    "share": ("得分率", "Share"),
    "rank": ("同类名次", "Place"),
    "median": ("同类中位", "Median"),
    "best": ("同类最优", "Best"),
    "nothing": ("—", "–"),
    "none_lost": ("各项均得满分。", "Full points everywhere."),
    # kinds of measures
    "level": ("水平", "level"),
    "growth": ("增速", "growth"),
    "increment": ("增量", "increment"),
    "volume": ("总量", "volume"),
    "completion": ("完成率", "completion"),
    "kind": ("{name}·{kind}", "{name}, {kind}"),
    # figures
    "previous": ("上年{name}", "last year's {name}"),
    "witness": ("{name}（佐证口径）", "{name} (witness)"),
    "target": ("{name}目标", "target for {name}"),
    "x": ("数值", "the value"),
    "ledger.on_time": ("按时报送率", "on time"),
    "ledger.complete": ("报送完整率", "complete"),
    "ledger.first_pass": ("一次通过率", "passed at once"),
    "ledger.closed": ("问题办结率", "closed"),
    "ledger": ("核验台账 {id}", "ledger {id}"),
    # arithmetic
    "points.unit": ("{points} 分", "{points} points"),
    "between": ("在{low}与{high}之间：{sum} {is_} {share}", "Between {low} and {high}: {sum} {is_} {share}"),
    "knot": ("{name}{at}（{share}）", "{name}{at} ({share})"),
    "flat": ("在{low}与{high}之间：{share}", "Between {low} and {high}: {share}"),
    "extended.above": (
        "高于{end}，沿直线延伸：{sum} {is_} {share}",
        "Above {end}, along the same line: {sum} {is_} {share}",
    ),
    "extended.below": (
        "低于{end}，沿直线延伸：{sum} {is_} {share}",
        "Below {end}, along the same line: {sum} {is_} {share}",
    ),
    "held.above": ("不低于{name}{at}：{share}", "At or above {name}{at}: {share}"),
    "held.below": ("不高于{name}{at}：{share}", "At or below {name}{at}: {share}"),
    "held.on": ("恰为{name}{at}：{share}", "Exactly {name}{at}: {share}"),
    "held.all": ("任何数值：{share}", "Any value: {share}"),
    "band": ("落在 {band} 一档：{share}", "In the band {band}: {share}"),
    "otherwise": ("不在其他各档：{share}", "In none of the other bands: {share}"),
    "formula": ("得分率 = {words} = {numbers} {is_} {share}", "Share = {words} = {numbers} {is_} {share}"),
    "at_most": ("上限 {share}，取 {share}", "at most {share}, so {share}"),
    "at_least": ("下限 {share}，取 {share}", "at least {share}, so {share}"),
    "at_most.points": ("最高 {points}，计 {points} 分", "at most {points}, so {points} points"),
    "at_least.points": ("最低 {points}，计 {points} 分", "at least {points}, so {points} points"),
    "passed": (
        "满分 {sum} {is_} {full}（“{names}”中有不计分的指标，其分值由其余指标按比例分担）",
        "Full points {sum} {is_} {full} (points of what is left out of {names} go to the rest in proportion)",
    ),
    "root": ("总分", "the total"),
    "rounded": (
        "各项得分保留 {digits} 位小数（{rule}）；≈ 表示已按所示位数舍入。",
        "Points are kept to {digits} decimals ({rule}); ≈ marks a number rounded to the digits shown.",
    ),
    "half_up": ("四舍五入", "half up"),
    "half_even": ("四舍六入五成双，GB/T 8170", "half to even, GB/T 8170"),
    "truncate": ("截尾", "cut off"),
    "value.rounded": ("按办法保留 {digits} 位小数", "kept to {digits} decimals by the method"),
    "peers": (
        "同类 {n} 个：中位 {median}，最优 {best}",
        "Peers ({n}): median {median}, best {best}",
    ),
    "scale": ("评分标准：{scale}", "Scale: {scale}"),
    "rest": ("其余", "the rest"),
    # data steps
    "handled": ("* 插补或处理过的数值，见计算过程", "* filled or treated: see how each number came about"),
    "imputed": ("插补：{how} {value}", "imputed: {how} {value}"),
    "impute.zero": ("取零", "zero"),
    "impute.mean": ("全部均值", "mean of all"),
    "impute.median": ("全部中位数", "median of all"),
    "impute.cohort_mean": ("同类均值", "cohort mean"),
    "impute.cohort_median": ("同类中位数", "cohort median"),
    "impute.last_year": ("上年值", "last year's value"),
    "impute.linear": ("前后年线性内插", "between the years before and after"),
    "treated.log": ("取对数 → {value}", "logarithm → {value}"),
    "treated.box_cox": ("Box–Cox 变换 → {value}", "Box–Cox → {value}"),
    "treated.clip": ("截至百分位 → {value}", "clipped → {value}"),
    "treated.winsorise": ("缩尾 → {value}", "winsorised → {value}"),
    "left_out": (
        "有数据的开发区过少，该指标对所有开发区都不计；分值由其余指标分担",
        "Left out for all, as too few zones have a value; its points go to the rest",
    ),
    # why there is no value
    "absent": ("缺少：{names}", "Missing: {names}"),
    "not_computable": (
        "{numbers}：无法计算（除数为零，或基数不为正）",
        "{numbers}: cannot be worked out (a zero divisor, or growth on nothing)",
    ),
    "not_applicable": (
        "不适用，不计分；分值由其余指标分担",
        "Does not apply; its points go to the rest",
    ),
    "zero": ("按办法计 {points} 分", "by the method {points} points"),
    "points.policy": ("按办法计 {points} 分", "by the method {points} points"),
    "cohort_mean": ("按同类平均得分计 {points} 分", "by the method the peers' mean, {points} points"),
    "redistribute": ("按办法不计分，分值由其余指标分担", "by the method left out; its points go to the rest"),
    "not_graded.policy": ("按办法不予评分", "by the method the zone is not graded"),
    "not_retraced": ("得分 {points}（无法逐步复算）", "{points} points (cannot be retraced step by step)"),
    # effects of vetoes
    "veto.tier": ("定为 {name}", "put into {name}"),
    "veto.tier_at_best": ("档次最高为 {name}", "{name} at best"),
    "veto.total_at_most": ("总分最高 {points} 分", "the total is at most {points}"),
    "veto.drop": ("下调 {n} 档", "down {n}"),
    "veto.unranked": ("不排名", "not ranked"),
    "because": ("{name}：{effect}（{words}；{figures}）", "{name}: {effect} ({words}; {figures})"),
    "must": ("{name}：须 {words}（{figures}）", "{name}: must have {words} ({figures})"),
    # advice
    "ahead": (
        "前一名：{name}（{zone}），第 {rank} 名，{points}。差 {gap} 分{then}。",
        "Next ahead: {name} ({zone}), place {rank}, {points}. {gap} points {then}.",
    ),
    "then.shared": ("即可并列", "make it a shared place"),
    "then.passed": ("即可超过", "pass it"),
    "full.score": ("完整得分", "full score"),
    "premises": (
        "前提：评分标准沿用本次结果，其他开发区结果不变，每条只改一处。数据的变动已计入所有用到它的指标。",
        "Provided that: the scales stay as they are, no other zone changes, and one thing changes at a time. "
        "A change of a figure counts in every measure that uses it.",
    ),
    "first": ("已是第一名，前面没有开发区。", "It is first: there is no place to gain."),
    "unranked": ("未参与排名（{why}），无名次可晋。", "It has no place to gain: {why}."),
    "why.gated": ("未达到准入条件", "an entry condition is not met"),
    "why.screened": ("数据不足", "it has too few values"),
    "why.vetoed": ("被一票否决", "it is vetoed"),
    "why.not_graded": ("缺少数据，无法评分", "figures are missing and it could not be graded"),
    "none": ("没有任何一项可以单独带来晋位。", "No single measure can gain the place."),
    "gain": ("得分 {before} → {after}", "points {before} → {after}"),
    "effort": ("（变动 {relative}）", " (a change of {relative})"),
    "any": ("任何数值", "any value"),
    "no_value": ("目前算不出", "cannot be worked out now"),
    "handed_in": ("补报 {names}", "hand in {names}"),
    "or": ("或", "or"),
    "figure": (
        "{name} {change}（{before} → {after}{relative}）",
        "{name} {change} ({before} → {after}{relative})",
    ),
    "by": ("，{relative}", ", {relative}"),
    "why.full": ("已得满分", "full points already"),
    "why.not_enough": ("剩余分值不足", "too few points left"),
    "why.capped": ("总分被一票否决封顶", "the total is capped by a veto"),
    "why.not_applicable": ("不适用", "does not apply"),
    "why.left_out": ("有数据的开发区过少，该指标不计", "left out: too few zones have a value"),
    "why.treated": ("数值经过变换或缩尾，不作反推", "its values are treated, and are not read backwards"),
    "why.below_zero": ("须低于零", "it would have to be below zero"),
    "why.turning": ("评分公式不单调，无法反推", "its formula turns, so it cannot be read backwards"),
    "why.out_of_sight": ("在同类数值范围内达不到", "out of reach of any value near the peers'"),
    "room": ("{name}（最多 +{points}）", "{name} (at most +{points})"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "date": ("{year}年{month}月{day}日", "{year}-{month:02}-{day:02}"),
    "lists": ("名单明细", "What the lists hold"),
    "list": ("{name} = {value}", "{name} = {value}"),
    "outranked": ("已按更高类别计入", "counts at a better class"),
    "repeated": ("重复，不再计入", "repeated, not counted again"),
    "not_ticked": ("不具备", "not there"),
    "nothing_listed": ("无可列内容", "nothing to list"),
    "refused.class": ("类别不明，不予计入", "no such class, not counted"),
    "refused.entity": ("未写对象，不予计入", "names nobody, not counted"),
    "refused.evidence": ("无佐证材料，不予计入", "without evidence, not counted"),
    "refused.score": ("评分不在档内，不予计入", "score outside its band, not counted"),
    "refused.expert": ("同一专家重复评分，不予计入", "scored already by the same expert, not counted"),
    "refused.cell": ("单元格无法读取，不予计入", "cell could not be read, not counted"),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "colon": ("：", ": "),
}


def tell(key: str, language: Language, **facts: object) -> str:
    """The words for a key."""
    return told(_WORDS, key, language, facts)


def known(key: str) -> bool:
    """Whether there are words for a key."""
    return key in _WORDS
