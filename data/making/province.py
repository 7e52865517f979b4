"""The files of the example province, by path."""

from __future__ import annotations

import io
from decimal import Decimal

import polars as pl

from making.chance import between, dice, exact
from making.economy import ABSENT_2025, Figures, figures, split
from making.forms import ITEMS, grouped, plain, table
from making.workbook import workbook
from making.zones import PROMOTED, TWINS, YEARS, Zone, city_of, zones

_LATE = {2024: 9, 2025: 7}


def province() -> dict[str, bytes]:
    """Every file under ``province/``."""
    known = zones()
    wholes = {zone.code: figures(zone) for zone in known}
    files = {"register.csv": _register(known), "2023/returns.parquet": _parquet(known, wholes)}
    files["2024/returns.csv"] = _wide(known, wholes)
    for index in range(18):
        zh, pinyin = city_of(index)
        rows = [row for zone in known if zone.prefecture == index for row in _rows(zone, wholes[zone.code][2025])]
        files[f"2025/{index + 1:02d}-{pinyin.lower()}.xlsx"] = workbook(zh, index, rows, ABSENT_2025)
    for year in YEARS[1:]:
        files[f"{year}/targets.csv"] = _targets(known, wholes, year)
        files[f"{year}/witness-tax_bureau.csv"] = _witness(known, wholes, year)
        files[f"{year}/ledger.csv"] = _ledger(known, year)
    return files


def _rows(zone: Zone, whole: Figures) -> list[tuple[str, str, Figures]]:
    names = {zone.code: zone.zh, **{code: zh for code, zh, _ in zone.parks}}
    return [(code, names[code], part) for code, part in split(zone, whole).items()]


def _register(known: list[Zone]) -> bytes:
    rows = [["zone", "zh", "en", "category", "prefecture", "parent", "from", "to"]]
    for zone in known:
        city = city_of(zone.prefecture)[0]
        spans = [(zone.category, "", "")]
        if zone.code == PROMOTED:
            spans = [("growing", "", "2024"), ("advanced", "2025", "")]
        rows += [[zone.code, zone.zh, zone.en, category, city, "", first, last] for category, first, last in spans]
        rows += [[code, zh, en, zone.category, city, zone.code, "", ""] for code, zh, en in zone.parks]
    return table(rows)


def _parquet(known: list[Zone], wholes: dict[str, dict[int, Figures]]) -> bytes:
    """2023 came tidy: one row a figure, the item by its heading, the value as text, the unit beside it."""
    rows = [
        (code, 2023, ITEMS[item][0], plain(value), ITEMS[item][1])
        for zone in known
        for code, _, part in _rows(zone, wholes[zone.code][2023])
        for item, value in part.items()
        if value is not None
    ]
    schema = {"zone": pl.String, "year": pl.Int32, "item": pl.String, "value": pl.String, "unit": pl.String}
    buffer = io.BytesIO()
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def _wide(known: list[Zone], wholes: dict[str, dict[int, Figures]]) -> bytes:
    """2024 came as one wide table in GB18030, units in the headings, thousands separators in the rows of some zones."""
    rows = [["开发区代码", "开发区名称", *(f"{heading}（{unit}）" for heading, unit in ITEMS.values())]]
    for zone in known:
        for code, zh, part in _rows(zone, wholes[zone.code][2024]):
            write = grouped if zone.prefecture % 4 == 1 else plain
            values = [part[item] for item in ITEMS]
            rows.append([code, zh, *("" if value is None else write(value) for value in values)])
    return table(rows, "gb18030", "\r\n")


def _likeness(zone: Zone) -> str:
    """Whose chance a zone has: its own, but the second twin has the first one's."""
    return TWINS[0] if zone.code == TWINS[1] else zone.code


def _targets(known: list[Zone], wholes: dict[str, dict[int, Figures]], year: int) -> bytes:
    """Targets set on last year's figures, rounded to a hundred 万元."""
    rows = [["zone", "year", "tax", "investment"]]
    for zone in known:
        rng = dice("target", _likeness(zone), year)
        line = [zone.code, str(year)]
        for item, least, most in (("tax", 1.03, 1.10), ("investment", 1.03, 1.12)):
            before, times = wholes[zone.code][year - 1][item], 2 if zone.code == TWINS[1] else 1
            assert before is not None  # noqa: S101 - every zone states its tax and investment
            line.append(plain(exact(float(before) / times * between(rng, least, most), -2) * times))
        rows.append(line)
    return table(rows)


def _witness(known: list[Zone], wholes: dict[str, dict[int, Figures]], year: int) -> bytes:
    """The tax bureau's figures, row by row; four in ten differ a little from the return."""
    rows = [["zone", "year", "tax"]]
    for zone in known:
        for code, _, part in _rows(zone, wholes[zone.code][year]):
            rng, value = dice("witness", code, year), part["tax"]
            assert value is not None  # noqa: S101 - every row states its tax
            off = between(rng, -0.012, 0.012) if rng.random() < 0.4 else 0.0
            rows.append([code, str(year), plain(exact(float(value) * (1 + off), 2))])
    return table(rows)


def _ledger(known: list[Zone], year: int) -> bytes:
    """What the verification ledger says of each zone: shares of one. A few zones were late with a return."""
    others = [zone.code for zone in known if zone.code not in TWINS]
    late = set(dice("late", year).sample(others, _LATE[year]))
    rows = [["zone", "year", "on_time", "complete", "first_pass", "closed"]]
    for zone in known:
        rng = dice("ledger", _likeness(zone), year)
        on_time = Decimal(rng.choice(["0.8", "0.6"])) if zone.code in late else Decimal(1)
        complete = exact(between(rng, 0.97, 1.003), 3)
        first_pass = exact(0.9 + 0.06 * zone.quality + between(rng, -0.08, 0.06), 2)
        if zone.code == TWINS[1]:
            first_pass = Decimal(rows[-1][4])
        closed = exact(between(rng, 0.86, 1.04), 2)
        shares = [on_time, min(complete, Decimal(1)), min(first_pass, Decimal(1)), min(closed, Decimal(1))]
        rows.append([zone.code, str(year), *map(plain, shares)])
    return table(rows)
