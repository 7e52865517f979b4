"""Where a figure is told in per cent, the formula does not divide it by a hundred once more."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.edge.screens.card_text import Speaker
from scoring.edge.screens.percentages import without_signs
from scoring.engine.explain.figures import FIGURE, Figure, Working
from scoring.language.nodes import Call, Name, Node, Number, Operation, Scaled

HALF, LAND = Name(None, "half"), Name(None, "land")
FIGURES = (
    Figure(HALF, False, Decimal(50), "%"),
    Figure(LAND, False, Decimal(8), "公顷"),
    Figure(Name(None, "tiny"), False, Decimal(5), "‰"),
)


def over(of: Node, by: int) -> Scaled:
    return Scaled(of, Fraction(1, by))


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        (over(HALF, 100), HALF),
        (over(LAND, 100), over(LAND, 100)),
        (over(Name(None, "tiny"), 1000), Name(None, "tiny")),
        (over(HALF, 1000), over(HALF, 1000)),
        (
            Operation("-", (Number(Fraction(1), "1"), Call("floor", (over(HALF, 100),)))),
            Operation("-", (Number(Fraction(1), "1"), Call("floor", (HALF,)))),
        ),
        (Scaled(over(HALF, 100), Fraction(3)), Scaled(HALF, Fraction(3))),
    ],
)
def test_without_signs(tree: Node, told: Node) -> None:
    assert without_signs(tree, FIGURES) == told
    assert without_signs(tree, FIGURES[1:2]) == tree


def test_in_words_and_in_numbers() -> None:
    tree = Operation(">", (Name(None, "x"), over(HALF, 100)))
    numbers = Operation(">", (Name(FIGURE, "1"), over(Name(FIGURE, "0"), 100)))
    shown = Working(tree, numbers, (FIGURES[0], Figure(Name(None, "x"), False, Decimal("0.6"), "")))
    say = Speaker("en", {})
    assert say.words(tree, figures=shown.figures) == "the value > half"
    assert say.numbers(shown) == "0.6 > 50%"
    assert shown.recomputed() is True
