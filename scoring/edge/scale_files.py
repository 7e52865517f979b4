"""Scale tables as files: frozen after one appraisal, used again in another.

A file says which method it was fitted for: ``rubric`` is its name, ``method`` the fingerprint of everything that scales
depend on (formulas, constants, units, scales, cohorts, points, weights, missing policies; not names, checks or ranks). A file of
another method is refused, for points would be given on a wrong scale; and so is one whose rows are no longer what was
written (``content``).
"""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path

import polars as pl

from scoring.edge.export import csv_bytes, parquet_bytes, unneutral
from scoring.engine.canonical import as_data, digest
from scoring.engine.plan import Plan
from scoring.engine.references import comparing
from scoring.engine.scales import SCALES
from scoring.language.problems import Place, Problem, Rejected
from scoring.language.prose import source

#: The parts of a method that scales depend on, besides its entry conditions.
_FITTED = (
    "categories",
    "digits",
    "cohort_at_least",
    "units",
    "constants",
    "items",
    "statistics",
    "measures",
    "weights",
)

#: And those that nodes which compare zones add.
_TREE = ("pillars", "total")

_STAMP = pl.Schema({"rubric": pl.String, "method": pl.String, "content": pl.String})


def method(plan: Plan) -> str:
    """SHA-256 of what scales depend on."""
    data = as_data(plan)
    entry = {id_: source(gate.must.tree) for id_, gate in plan.rubric.gates.items()}
    compares = any(comparing(plan, category) for category in plan.rubric.categories)
    looked_at = [
        *_FITTED,
        *(_TREE if compares or "weights" in data else ()),
        "screen",
    ]  # weights look at whole branches
    return digest({name: data[name] for name in looked_at if name in data} | {"gates": entry})


def content(scales: pl.DataFrame) -> str:
    """SHA-256 of the rows: every number and name of the table, in its order."""
    rows = [list(row) for row in scales.select(SCALES.names()).iter_rows()]
    return sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def scales_bytes(scales: pl.DataFrame, plan: Plan, path: Path) -> bytes:
    """The file of a scale table: Parquet where the name says so, else CSV. ``plan`` is the compiled rubric itself."""
    stamps = {"rubric": plan.rubric.name, "method": method(plan), "content": content(scales)}
    stamped = scales.with_columns(pl.lit(stamp).alias(name) for name, stamp in stamps.items())
    return parquet_bytes(stamped) if path.suffix.casefold() == ".parquet" else csv_bytes(stamped)


def read_scales(path: Path, plan: Plan) -> pl.DataFrame:
    """The scale table of a file. Raises ``Rejected`` where it is no scale table, or not one for this method."""
    try:
        data = path.read_bytes()
    except OSError as error:
        facts = {"path": str(path), "reason": error.strerror or str(error)}
        raise Rejected([Problem("X105", Place(str(path)), facts)]) from error
    try:
        table = _parse(data, path)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise _broken(path, str(error).split("\n", 1)[0]) from error
    scales = table.select(SCALES.names())
    stamps = table.select(list(_STAMP)).unique().rows()
    if {one for _, one, _ in stamps} != {method(plan)}:
        names = ", ".join(sorted({str(name) for name, _, _ in stamps})) or "–"
        raise Rejected([Problem("X107", Place(str(path)), {"found": names, "rubric": plan.rubric.name})])
    if {one for _, _, one in stamps} != {content(scales)}:
        raise Rejected([Problem("X108", Place(str(path)), {"path": str(path)})])
    return scales


def _parse(data: bytes, path: Path) -> pl.DataFrame:
    schema = {**SCALES, **_STAMP}
    if path.suffix.casefold() == ".parquet":
        table = pl.read_parquet(io.BytesIO(data))
    else:
        table = pl.read_csv(io.BytesIO(data), infer_schema=False)
    lacking = [name for name in schema if name not in table.columns]
    if lacking:
        raise _broken(path, f"{', '.join(lacking)}?")
    texts = [unneutral(pl.col(name)).alias(name) for name, kind in schema.items() if kind == pl.String]
    return (
        table.select(list(schema))
        .with_columns(texts)
        .cast(pl.Schema(schema))
        .with_columns(pl.col("measure", "basis").fill_null(""))
    )


def _broken(path: Path, reason: str) -> Rejected:
    return Rejected([Problem("X106", Place(str(path)), {"path": str(path), "reason": reason})])
