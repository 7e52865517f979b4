"""Lists: entries of rosters, checklists and experts' scores → one number an item, and what became of each entry.

A roster counts the same entity once, at its best class (or once in every class), whoever of a zone's parks listed it;
negative classes are taken off besides. A checklist counts what is ticked. Experts' scores lie in a band and are combined.
Sums are of exact decimals. What is refused counts for nothing and stays in the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import polars as pl

from scoring.engine.tables import AMOUNT, ENTRIES, Inputs
from scoring.language.problems import Place, Problem, Severity
from scoring.rules.rubric import Item, Rubric

#: The problem of each reason; a cell that could not be read has been reported by who read it.
CODES = {"class": "D210", "entity": "D211", "evidence": "D212", "score": "D213", "expert": "D214"}

_ITEM = ("zone", "year", "item")
_TEXT, _COUNT = pl.String(), pl.Int32()
_RULES = pl.Schema({"list": _TEXT, "item": _TEXT, "kind": _TEXT, "once": _TEXT, "order": _COUNT})
_CLASSES = pl.Schema(
    {"item": _TEXT, "class": _TEXT, "worth": AMOUNT, "low": AMOUNT, "high": AMOUNT, "needs": pl.Boolean()}
)
_FIGURES = pl.Schema({"zone": _TEXT, "year": _COUNT, "item": _TEXT, "value": AMOUNT, "refused": pl.Boolean()})
_NO_OWNERS = pl.Schema({"part": _TEXT, "year": _COUNT, "zone": _TEXT})


def listed(rubric: Rubric, inputs: Inputs) -> pl.DataFrame:
    """``ENTRIES``: what becomes of every entry handed in, in the order of the zones, items and entries."""
    owners = inputs.zones.filter(pl.col("parent").is_not_null())
    return entries(rubric, inputs.lists, owners.select(part="zone", year="year", zone="parent"))


def entries(rubric: Rubric, lists: pl.DataFrame, owners: pl.DataFrame | None = None) -> pl.DataFrame:
    """``ENTRIES`` of ``LISTS``; ``owners`` says whose parks (``part``) are whose (``zone``), year by year."""
    if not any(item.listing for item in rubric.items.values()) or lists.is_empty():
        return pl.DataFrame(schema=ENTRIES)
    rows = _judged(_joined(rubric, lists, pl.DataFrame(schema=_NO_OWNERS) if owners is None else owners))
    best = _best(rows)
    sound = pl.col("reason").is_null()
    outcome = (
        pl.when(~sound)
        .then(pl.lit("refused"))
        .when("nothing")
        .then(pl.lit("nothing"))
        .when((pl.col("kind") == "checklist") & (pl.col("score") == 0))
        .then(pl.lit("not_ticked"))
        .when(~pl.col("first"))
        .then(pl.lit("repeated"))
        .when(pl.col("place").is_in(best.implode()) | ~_chosen())
        .then(pl.lit("counted"))
        .otherwise(pl.lit("outranked"))
    )
    counts = pl.when(pl.col("kind") == "expert").then(pl.col("score")).otherwise(pl.col("worth"))
    return (
        rows.with_columns(outcome.alias("outcome"))
        .with_columns(pl.when(pl.col("outcome") == "counted").then(counts).alias("counts"))
        .sort("zone", "year", "order", "at")
        .select(ENTRIES.names())
    )


def figures(rubric: Rubric, found: pl.DataFrame) -> pl.DataFrame:
    """zone, year, item, value, refused: what the entries of each zone come to.

    An item whose entries were all refused counts for nothing; scores that were all refused are no score.
    """
    parts = [
        found.filter(pl.col("item") == id_).group_by(_ITEM).agg(value=_value(item), refused=_lost(item))
        for id_, item in rubric.items.items()
        if item.listing is not None
    ]
    return pl.concat([pl.DataFrame(schema=_FIGURES), *parts]).sort(_ITEM)


def problems(rubric: Rubric, found: pl.DataFrame) -> list[Problem]:
    """Why entries were refused, and which entities several zones claim."""
    refused = found.filter(pl.col("reason").is_in(list(CODES))).unique(
        ["source", "reason", "part"], maintain_order=True
    )
    return [_refusal(rubric, row) for row in refused.iter_rows(named=True)] + _claimed(rubric, found)


def readers(rubric: Rubric, name: str) -> list[Item]:
    """The items that read a list, called by its own name or by the id of an item."""
    item = rubric.items.get(name)
    list_ = item.listing.name if item is not None and item.listing is not None else name
    return [item for item in rubric.items.values() if item.listing is not None and item.listing.name == list_]


# one row an entry and item -------------------------------------------------------------------------------------------


def _joined(rubric: Rubric, lists: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Every entry beside every item that reads its list and has its class, or has nobody who does."""
    rules, classes = _rules(rubric)
    known = classes.join(rules.select("item", "list"), on="item").select("list", "class", known=pl.lit(value=True))
    rows = (
        lists.with_row_index("at")
        .rename({"zone": "part"})
        .join(owners, on=["part", "year"], how="left", maintain_order="left")
        .with_columns(pl.col("zone").fill_null(pl.col("part")), key=_key("entity"), who=_key("expert"))
        .join(rules, on="list", maintain_order="left")
        .join(known.unique(), on=["list", "class"], how="left", maintain_order="left")
        .join(classes, on=["item", "class"], how="left", maintain_order="left")
    )
    return rows.filter(pl.col("worth").is_not_null() | pl.col("known").is_null()).with_row_index("place").drop("known")


def _rules(rubric: Rubric) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What reads which list, and what each of its classes counts for."""
    rules, classes = [], []
    for order, item in enumerate(rubric.items.values()):
        if item.listing is not None:
            rules.append((item.listing.name, item.id, item.kind, item.listing.once, order))
            classes += [
                (item.id, entry.id, entry.counts, entry.low, entry.high, entry.evidence)
                for entry in item.listing.entries.values()
            ]
    return (
        pl.DataFrame(rules, schema=_RULES, orient="row"),
        pl.DataFrame(classes, schema=_CLASSES, orient="row"),
    )


def _key(name: str) -> pl.Expr:
    """A name as names are compared: one width, one case, no spaces."""
    plain = pl.col(name).str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", "")
    return pl.when(plain != "").then(plain)


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """Add why an entry is refused, whether it says that there is nothing, and whether it is the first of its like."""
    expert = pl.col("kind") == "expert"
    nothing = pl.all_horizontal(pl.col("key").is_null(), pl.col("class").is_null(), pl.col("score").is_null())
    inside = pl.col("score").is_between(pl.col("low"), pl.col("high")).fill_null(value=False)
    reason = (
        pl.when(pl.col("status") == "refused")
        .then(pl.lit("cell"))
        .when(nothing)
        .then(None)
        .when(pl.col("worth").is_null())
        .then(pl.lit("class"))
        .when((pl.col("kind") == "roster") & pl.col("key").is_null())
        .then(pl.lit("entity"))
        .when(
            pl.col("needs") & _key("evidence").is_null() & ~((pl.col("kind") == "checklist") & (pl.col("score") == 0))
        )
        .then(pl.lit("evidence"))
        .when(expert & ~inside)
        .then(pl.lit("score"))
    )
    rows = rows.with_columns(reason.alias("reason"), nothing.alias("nothing"))
    again = pl.col("reason").is_null() & expert & pl.col("who").is_not_null()
    twice = again & (pl.col("place") != pl.col("place").min().over("part", "year", "item", "who", again))
    rows = rows.with_columns(pl.when(twice).then(pl.lit("expert")).otherwise("reason").alias("reason"))
    able = pl.col("reason").is_null() & ~(pl.col("score") == 0).fill_null(value=False)
    alike = ("zone", "year", "item", "class", pl.when(pl.col("kind") == "roster").then("key"), able)
    first = (pl.col("place") == pl.col("place").min().over(*alike)) | expert
    return rows.with_columns(first.alias("first"))


def _chosen() -> pl.Expr:
    """Whether an entry must be the best of its entity to count."""
    return (pl.col("kind") == "roster") & (pl.col("once") == "best") & (pl.col("worth") >= 0)


def _best(rows: pl.DataFrame) -> pl.Series:
    """Which entries are the best of their entity: the first of those that count for most."""
    able = rows.filter(pl.col("reason").is_null() & ~pl.col("nothing") & _chosen())
    ordered = able.sort("worth", "place", descending=[True, False])
    return ordered.unique([*_ITEM, "key"], keep="first", maintain_order=True)["place"]


# what they come to ---------------------------------------------------------------------------------------------------


def _value(item: Item) -> pl.Expr:
    listing = item.listing
    assert listing is not None  # noqa: S101 - only called for lists
    counts = pl.col("counts").drop_nulls()
    if item.kind == "expert":
        return _combined(listing.combine, counts).cast(AMOUNT)
    total = counts.sum().cast(AMOUNT)
    bounds = [pl.lit(bound, dtype=AMOUNT) if bound is not None else None for bound in (listing.least, listing.most)]
    low, high = bounds
    total = total if low is None else pl.max_horizontal(total, low)
    return total if high is None else pl.min_horizontal(total, high)


def _combined(how: str, scores: pl.Expr) -> pl.Expr:
    """Several scores as one; the sum is exact, whatever the order."""
    n, total = scores.len(), scores.sum().cast(pl.Float64)
    mean = pl.when(n > 0).then(total / n)
    if how == "median":
        return scores.cast(pl.Float64).median()
    if how == "mean":
        return mean
    inner = (scores.sum() - scores.max() - scores.min()).cast(pl.Float64)
    return pl.when(n > 2).then(inner / (n - 2)).otherwise(mean)


def _lost(item: Item) -> pl.Expr:
    """Whether scores were handed in and none of them stands."""
    none = pl.col("counts").count() == 0
    return none & (pl.col("outcome") == "refused").any() & pl.lit(item.kind == "expert")


# what is to be said --------------------------------------------------------------------------------------------------


def _refusal(rubric: Rubric, row: Mapping[str, object]) -> Problem:
    item = rubric.items[str(row["item"])]
    listing = item.listing
    assert listing is not None  # noqa: S101 - only lists have entries
    facts = {"zone": str(row["part"]), "item": item.id, "item_zh": item.label.zh, "item_en": item.label.en}
    facts |= {key: str(row[key]).strip() for key in ("entity", "expert") if row[key] is not None}
    text = str(row["class"] or "–")
    facts["class"] = text
    entry = listing.entries.get(text)
    if entry is not None:
        facts |= {"class_zh": entry.label.zh, "class_en": entry.label.en}
    if row["reason"] == "class":
        names = {
            spelt: id_ for id_, known in listing.entries.items() for spelt in (id_, known.label.zh, known.label.en)
        }
        facts["known"] = ", ".join(listing.entries)
        if near := get_close_matches(text, list(names), 1):
            facts["guess"] = near[0]
    if row["reason"] == "score" and entry is not None:
        score = row["score"]
        facts |= {
            "score": "–" if score is None else _plain(score),
            "low": _plain(entry.low),
            "high": _plain(entry.high),
        }
    return Problem(CODES[str(row["reason"])], Place(str(row["source"])), facts)


def _plain(number: object) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _claimed(rubric: Rubric, found: pl.DataFrame) -> list[Problem]:
    """A warning for each entity that several zones list as theirs."""
    rosters = [item.id for item in rubric.items.values() if item.kind == "roster"]
    lists = {item.id: item.listing.name for item in rubric.items.values() if item.listing is not None}
    standing = found.filter(
        pl.col("item").is_in(rosters) & pl.col("outcome").is_in(["counted", "outranked", "repeated"])
    )
    shared = (
        standing.with_columns(
            key=_key("entity"), list=pl.col("item").replace_strict(lists, default=None, return_dtype=pl.String)
        )
        .group_by("year", "list", "key", maintain_order=True)
        .agg(
            pl.col("entity").first(),
            pl.col("zone").unique(maintain_order=True),
            pl.col("source").unique(maintain_order=True),
        )
        .filter(pl.col("zone").list.len() > 1)
    )
    return [
        Problem(
            "D215",
            Place(sources[0]),
            {"entity": entity.strip(), "zones": ", ".join(zones), "year": str(year)},
            Severity.WARNING,
            tuple(Place(source) for source in sources[1:]),
        )
        for year, entity, zones, sources in shared.select("year", "entity", "zone", "source").iter_rows()
    ]
