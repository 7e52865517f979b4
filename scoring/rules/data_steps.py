"""Reading the data steps: ``screen``, ``impute``, ``treat`` and ``per``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.language.dimension import scaled
from scoring.language.nodes import ACROSS, BACK, Call, Cohort, Name, Node, Number, Operation, statistic, walk
from scoring.language.units import Unit
from scoring.rules.formulas import NOTHING, Formulas
from scoring.rules.reader import Field, Malformed
from scoring.rules.rubric import Bands, Formula, Lines, Per, Scale
from scoring.rules.treatments import UNSCREENED, BoxCox, Clip, Filling, Impute, Log, Screen, Treat, Winsorise

#: The kinds of measure that the defaults of the rubric and of the indicator hold for.
DEFAULTED = ("level", "volume")

_PERCENTILE = re.compile(r"p[0-9]{1,2}(_[0-9]{1,3})?")
_WINSORISE = "skew kurtosis otherwise"
_FILLINGS = tuple(filling.value for filling in Filling)


@dataclass(frozen=True, slots=True)
class Steps:
    """What is done to a measure's values."""

    impute: Impute | None = None
    treat: Treat | None = None

    def with_own(self, children: Mapping[str, Field]) -> Steps:
        """The same, with what a mapping says itself; ``none`` there switches off."""
        impute = read_impute(children["impute"]) if "impute" in children else self.impute
        treat = read_treat(children["treat"]) if "treat" in children else self.treat
        return Steps(impute, treat)


#: Values stay as they are.
NOTHING_DONE = Steps()


def read_screen(field: Field | None) -> Screen:
    """The least availability of data."""
    if field is None:
        return UNSCREENED
    children = field.fields("", "zones indicators")
    zones, indicators = (children[key].share(part=True) if key in children else None for key in ("zones", "indicators"))
    return Screen(zones, indicators, field.place)


def read_impute(field: Field) -> Impute | None:
    """What fills a missing value; None where nothing does."""
    word = field.choice("none", *_FILLINGS)
    return None if word == "none" else Impute(Filling(word), field.place)


def read_treat(field: Field) -> Treat | None:
    """What is done about outliers; None where nothing is."""
    if not isinstance(field.node.value, dict):
        return Treat(Log(), field.place) if field.choice("none", "log") == "log" else None
    keys = field.free()
    if "winsorise" in keys:
        return Treat(_winsorise(field.fields("winsorise", _WINSORISE)), field.place)
    if "clip" in keys:
        return Treat(_clip(field.fields("clip")["clip"]), field.place)
    return Treat(_box_cox(field), field.place)


def _box_cox(field: Field) -> BoxCox:
    power = field.fields("box_cox")["box_cox"]
    if power.unsourced().node.value == "auto":
        return BoxCox(None)
    return BoxCox(power.number(-5, 5))


def _winsorise(children: Mapping[str, Field]) -> Winsorise:
    skew = children["skew"].number(0, 1000) if "skew" in children else Decimal(2)
    kurtosis = children["kurtosis"].number(0, 1000) if "kurtosis" in children else Decimal("3.5")
    otherwise: Log | BoxCox | None = None
    if "otherwise" in children:
        other = children["otherwise"]
        if isinstance(other.node.value, dict):
            otherwise = _box_cox(other)
        elif other.choice("none", "log") == "log":
            otherwise = Log()
    return Winsorise(children["winsorise"].whole(1, 100), skew, kurtosis, otherwise)


def _clip(field: Field) -> Clip:
    ends = field.sequence()
    if len(ends) != 2:
        raise Malformed(field.node, "two percentiles, such as [p01, p99]")
    low, high = (_percentile(end) for end in ends)
    below, above = statistic(low), statistic(high)
    if below is None or above is None or (below.number or 0) >= (above.number or 0):
        field.desk.refuse("R193", field.place, low=low, high=high)
    return Clip(low, high)


def _percentile(field: Field) -> str:
    text = field.node.value
    if not isinstance(text, str) or not _PERCENTILE.fullmatch(text):
        raise Malformed(field.node, "a percentile, such as p01")
    return text


# what fits together --------------------------------------------------------------------------------------------------


def judge_steps(measure: str, value: Formula, scale: Scale, steps: Steps, field: Field) -> None:
    """Refuse steps that the formula or the scale of a measure cannot bear."""
    if steps.impute is not None and steps.impute.by in (Filling.LAST_YEAR, Filling.LINEAR):
        far = [node for node in walk(value.tree) if _looks_far(node, steps.impute.by)]
        if far:
            facts = {"measure": measure, "impute": steps.impute.by.value, "formula": value.text}
            field.desk.refuse("R191", steps.impute.place, **facts)
    if steps.treat is not None and steps.treat.transforms:
        fixed = next((formula for formula in _bends(scale) if not _rests_on_cohort(formula)), None)
        if fixed is not None:
            field.desk.clash("R190", fixed.place, steps.treat.place, measure=measure, at=fixed.text)


def _looks_far(node: Node, by: Filling) -> bool:
    """Whether a node looks back (the year before last is not at hand) or, for another year's value, at others."""
    if isinstance(node, Call) and node.function in BACK:
        return True
    return by is Filling.LINEAR and (isinstance(node, Cohort) or (isinstance(node, Call) and node.function in ACROSS))


def _bends(scale: Scale) -> list[Formula]:
    """Where a scale bends, in the numbers of the measure; or the formula that is the scale."""
    match scale:
        case Lines(knots=knots):
            return [knot.at for knot in knots]
        case Bands(bands=bands):
            return [edge.at for band in bands for edge in (band.low, band.high) if edge is not None]
        case _:
            return [scale.share]


def _rests_on_cohort(formula: Formula) -> bool:
    looks = any(isinstance(node, Cohort) and node.of is None for node in walk(formula.tree))
    return looks or formula.tree is NOTHING


# the denominator -----------------------------------------------------------------------------------------------------


def read_value(formulas: Formulas, children: Mapping[str, Field], unit: Unit) -> tuple[Formula, Per | None]:
    """An indicator's value in its unit; with ``per``, the quotient of ``value`` and that."""
    if "per" not in children:
        return formulas.read(children["value"], unit), None
    above, below = formulas.read(children["value"], None), formulas.read(children["per"], None)
    tree = Operation("/", (above.tree, below.tree))
    quotient = above.unit / below.unit
    text = f"{_bracketed(above)} / {_bracketed(below)}"
    if quotient.dimension != unit.dimension:
        facts = {"formula": text, "unit": unit.symbol, "natural": quotient.symbol}
        formulas.desk.refuse("R194", children["per"].place, **facts)
        return replace(above, unit=unit), None
    made = Formula(text, scaled(tree, quotient.ratio_to(unit)), unit, above.place)
    return made, Per(above, below)


def _bracketed(formula: Formula) -> str:
    return formula.text if isinstance(formula.tree, Name | Number) else f"({formula.text})"
