"""Reading how the scales of a panel (several years appraised together) are fitted."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.rules.reader import Field, Malformed
from scoring.rules.rubric import PanelScales

#: The words for scales that rest on no one year; ``{base: 2023}`` names one.
WORDS: Mapping[str, PanelScales] = {"same_year": "same_year", "pooled": "pooled"}
#: Years that a method may name.
FIRST, LAST = 1900, 2999


def read_panel(field: Field | None) -> PanelScales:
    """How a panel's scales are fitted; without a section each year has its own."""
    scales = None if field is None else field.fields("", "scales").get("scales")
    if scales is None:
        return "same_year"
    if isinstance(scales.node.value, dict):
        return scales.fields("base")["base"].whole(FIRST, LAST)
    word = scales.text()
    if word not in WORDS:
        raise Malformed(scales.node, "same_year, pooled or {base: year}")
    return WORDS[word]
