"""Returns of several years for the smallest method."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from scoring.engine.tables import ZONES, Inputs
from tests.engine.towns import Figures, long


def several(years: Mapping[int, Figures], categories: Mapping[tuple[str, int], str] | None = None) -> Inputs:
    """Inputs of these years, the last one its own; every zone is a ``town`` unless ``categories`` says otherwise."""
    known = dict(categories or {})
    register = [
        {"zone": z, "year": y, "zh": z, "en": z, "category": known.get((z, y), "town"), "prefecture": None}
        for y, figures in years.items()
        for z in figures
    ]
    zones = pl.DataFrame([{**row, "parent": None} for row in register], schema=ZONES)
    tables = [long(figures, year, submitted=True) for year, figures in years.items()]
    return Inputs(max(years), zones, pl.concat(tables))


def taxes(**tax: float | None) -> Figures:
    """Zones with their figure ``tax``."""
    return {zone: {"tax": value} for zone, value in tax.items()}
