from __future__ import annotations

import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.parts import UnknownZone
from scoring.rules.rubric import Label
from tests.engine.towns import frame, method


def test_a_zone_nobody_named_is_called_by_its_id() -> None:
    assert OneZone(appraise(method(), frame([1.0, 2.0])), "a").name == Label("a", "a")


def test_near_ones_are_looked_for_by_id_and_by_whatever_names_there_are() -> None:
    appraisal = appraise(method(), frame([1.0, 2.0], zh=["青岚园区", None], en=[None, "Mirror Lake"]))
    for asked, near in (("青岚", "a"), ("Miror Lake", "b"), ("Lake", "b")):
        with pytest.raises(UnknownZone) as raised:
            _ = OneZone(appraisal, asked).category
        assert raised.value.near == (near,)
    with pytest.raises(UnknownZone) as nobody:
        _ = OneZone(appraisal, "").category
    assert nobody.value.near == ()


def test_what_formulas_look_at_has_names() -> None:
    top = "constants:\n  goal: {value: 4, unit: '1', zh: 目标, en: Goal}"
    names = OneZone(appraise(method(top=top), frame([1.0, 2.0])), "a").names
    assert names == {"goal": Label("目标", "Goal"), "tax": Label("税收", "Tax")}
