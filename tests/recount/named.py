"""Scales by name a second time: each share straight from the peers' values, by the formula people know it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from tests.recount.method import Yaml, bare, entries, fraction
from tests.recount.rounding import significant

_PRECISE = Context(prec=50)
PLACES = ("rank", "percentile_rank", "borda")
OPEN = ("z_score",)


@dataclass(frozen=True)
class NamedScale:
    """A scale by name: its parameters, and which way is better."""

    name: str
    said: dict[str, Yaml]

    @staticmethod
    def of(scale: Yaml) -> NamedScale | None:
        if isinstance(scale, str):
            return NamedScale(scale, {})
        said = entries(scale)
        return NamedScale(said["name"], said) if "name" in said else None

    @property
    def less(self) -> bool:
        return self.said.get("better") == "less"

    def part(self, key: str, default: str) -> Fraction:
        return fraction(self.said.get(key, default))

    def stated(self) -> list[Yaml]:
        """The values the document states, worse one first."""
        keys = {
            "distance_to_target": ["target"],
            "goalposts": ["high", "low"] if self.less else ["low", "high"],
            "linear_efficacy": ["unacceptable", "satisfactory"],
            "exponential_efficacy": ["unacceptable", "satisfactory"],
        }
        return [bare(self.said[key]) for key in keys.get(self.name, [])]

    def statistics(self) -> list[str]:
        """The statistics it looks at."""
        end = "max" if self.less else "min"
        return {
            "min_max": ["min", "max"],
            "distance_to_max": ["min", "max"],
            "z_score": ["mean", "sd"],
            "distance_to_unit": [end],
            "distance_to_target": [end],
            "fraction_of_max": ["max"],
        }.get(self.name, ["n"] if self.name in PLACES else [])

    # places -------------------------------------------------------------------------------------------------------

    def by_place(self, x: Fraction, peers: Sequence[Fraction]) -> Fraction | None:
        """The share by counting who is better, worse and level."""
        own, others = significant(x), [significant(peer) for peer in peers]
        ahead = sum(other > own for other in others)
        behind = sum(other < own for other in others)
        if self.less:
            ahead, behind = behind, ahead
        n, level = len(others), len(others) - ahead - behind
        if self.name == "percentile_rank":
            return min(Fraction(behind, n - 1), Fraction(1)) if n > 1 else None
        ties = self.said.get("ties", "min")
        place = {"min": Fraction(ahead + 1), "max": Fraction(ahead + level), "average": ahead + Fraction(level + 1, 2)}
        if self.name == "rank":
            return min((n - place[ties] + 1) / n, Fraction(1))
        if n == 1:
            return None
        return min(max((n - place[ties]) / (n - 1), Fraction(0)), Fraction(1))

    # two ends -----------------------------------------------------------------------------------------------------

    def knots(self, known: dict[str, Fraction | None], stated: Sequence[Fraction | None]) -> list[Yaml]:
        """The worse end and the better one: values and shares."""
        low, high = known.get("min"), known.get("max")
        if self.name in ("min_max", "distance_to_max"):
            ends = (high, low) if self.less else (low, high)
            return [(ends[0], self.part("from", "0%")), (ends[1], self.part("to", "100%"))]
        if self.name == "z_score":
            mean, sd = known["mean"], known["sd"]
            sign = -1 if self.less else 1
            away = None if mean is None or sd is None else significant(mean + sign * sd)
            middle = self.part("at_mean", "0%")
            return [(mean, middle), (away, middle + self.part("per_sd", "100%"))]
        if self.name == "fraction_of_max":
            return (
                [(high, Fraction(0)), (Fraction(0), Fraction(1))]
                if self.less
                else [(Fraction(0), Fraction(0)), (high, Fraction(1))]
            )
        if self.name == "linear_efficacy":
            return [(stated[0], self.part("base", "60%")), (stated[1], Fraction(1))]
        if self.name == "goalposts":
            return [(stated[0], Fraction(0)), (stated[1], Fraction(1))]
        return [(high if self.less else low, Fraction(0)), (stated[0], Fraction(1))]  # to a target, or to a zone

    def rises(self, knots: list[Yaml]) -> bool | None:
        """Which way the values must run; None: either."""
        if self.name in ("distance_to_target", "fraction_of_max", "goalposts"):
            return not self.less
        return None

    def going_on(self, rising: bool) -> tuple[bool, bool]:
        """Whether the line goes on below and above."""
        if "beyond" in self.said:
            beyond = self.said["beyond"]
            ends = [beyond if isinstance(beyond, str) else beyond.get(end, "hold") for end in ("below", "above")]
            return ends[0] == "extend", ends[1] == "extend"
        worse, better = {
            "z_score": (True, True),
            "distance_to_unit": (False, True),
            "linear_efficacy": (True, False),
        }.get(self.name, (False, False))
        return (worse, better) if rising else (better, worse)

    def exponential(self, x: Fraction, worse: Fraction, better: Fraction) -> Fraction | None:
        """base · base^(−t)."""
        if worse == better:
            return None
        base = self.part("base", "60%")
        ln = _PRECISE.ln(_decimal(base))
        power = Fraction(-ln) * (x - worse) / (better - worse)
        if power > Fraction(70978, 100):
            return None
        return base * Fraction(_PRECISE.exp(_decimal(power))) if power > -745 else Fraction(0)


def _decimal(value: Fraction) -> Decimal:
    return _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
