"""Reading the units a rubric declares: dimensions of its own (标箱), and rates (美元 = 7.1217 元)."""

from __future__ import annotations

import re
from decimal import Decimal

from scoring.language.units import Unit, UnitFault, UnitTable, declare_rate, declare_unit
from scoring.rules.reader import Field, Malformed

_RATE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15})?) +(\S.*)")


def read_units(field: Field | None) -> dict[str, Unit]:
    """The declared units by symbol; a rate may rest on units declared above it."""
    units: dict[str, Unit] = {}
    for symbol, entry in field.free().items() if field is not None else ():
        children = entry.fields("", "zh en equals")
        if "equals" not in children:
            entry.fields("zh en")
        for tongue in ("zh", "en"):
            if tongue in children:
                children[tongue].text()
        try:
            unit = _rate(symbol, children["equals"], units) if "equals" in children else declare_unit(symbol)
        except UnitFault as fault:
            entry.desk.refuse(fault.code, entry.key_place, **fault.facts)
        else:
            units |= {symbol: unit} if unit is not None else {}
    return units


def _rate(symbol: str, field: Field, units: dict[str, Unit]) -> Unit | None:
    """What a rate makes of its symbol; None where the unit it rests on cannot be read."""
    bare = field.unsourced()
    written = _RATE.fullmatch(bare.text())
    if written is None:
        raise Malformed(bare.node, "an amount and a unit, such as 7.1 元")
    amount = bare.state(Decimal(written[1]))
    try:
        base = UnitTable(units).parse(written[2])
    except UnitFault as fault:
        place = bare.node.place_within(written.start(2) + fault.offset, fault.width)
        field.desk.refuse(fault.code, place, **fault.facts)
        return None
    return declare_rate(symbol, amount, base)
