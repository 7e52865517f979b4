"""What a case may name: the figures, statistics and weights it gives, and the outcomes it expects."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.engine.expressions import column
from scoring.engine.lists import readers
from scoring.engine.plan import Plan
from scoring.language.nodes import Name
from scoring.language.problems import Problem, Rejected
from scoring.rules.cases import Case, Given
from scoring.rules.rubric import Rubric

#: What is told of a measure.
PARTS = ("value", "share", "points", "full", "status", "treatment")
_PLACES = ("rank", "of", "overall_rank")


def judge_names(plan: Plan, case: Case) -> None:
    """Every name a case uses must exist. Raises ``Rejected`` with all that do not."""
    rubric = plan.rubric
    figures = {column(Name(space, id_), back=back) for space, id_, back in plan.figures} | set(rubric.items)
    problems: list[Problem] = []
    for given in case.zones.values():
        names = [name for name in given.figures if name.removeprefix("previous.") not in rubric.items]
        problems += [Problem("K103", case.place, {"name": name}) for name in names if name not in figures]
        problems += _kinds(rubric, given, case)
        if given.category is not None and given.category not in rubric.categories:
            problems.append(Problem("K104", case.place, {"name": given.category}))
        if given.category is None and len(rubric.categories) > 1:
            problems.append(Problem("K107", case.place, {}))
    problems += [
        Problem("K106", case.place, {"name": key})
        for key in case.statistics
        if key not in plan.measures and key not in plan.requests
    ]
    fitted = [child for weighing in rubric.weights.values() if weighing.fitted for child in weighing.children]
    problems += [
        Problem("K108", case.place, {"name": child, "known": ", ".join(fitted) or "–"})
        for child in case.weights
        if child not in fitted
    ]
    outcomes = _outcomes(plan)
    for expectation in case.expectations:
        if expectation.zone not in case.zones:
            problems.append(Problem("K105", expectation.place, {"name": expectation.zone}))
        elif expectation.part not in outcomes.get(expectation.what, ()):
            what = ".".join(filter(None, (expectation.what, expectation.part)))
            problems.append(Problem("K102", expectation.place, {"name": what}))
    if problems:
        raise Rejected(problems)


def _kinds(rubric: Rubric, given: Given, case: Case) -> list[Problem]:
    """Figures must be written as their items are, and lists name what the rubric has."""
    problems: list[Problem] = []
    for name, value in given.figures.items():
        item = rubric.items.get(name.rpartition(".")[2])
        written = given.kinds.get(name, "number")
        wanted = "number" if item is None or item.kind not in ("boolean", "date") else item.kind
        truth = wanted == "boolean" and value in (0, 1)  # 1 and 0 may stand for yes and no
        if value is not None and written != wanted and not (truth and written == "number"):
            problems.append(Problem("K120", case.place, {"name": name, "kind": wanted, "found": written}))
    for entry in given.lists:
        known = [item.listing for item in readers(rubric, entry.list)]
        if not any(entry.class_ in listing.entries for listing in known if listing is not None):
            name = entry.class_ if known else entry.list
            problems.append(Problem("K121", case.place, {"name": name, "list": entry.list}))
    return problems


def _outcomes(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    rubric = plan.rubric
    plain = ["total", "adjustments", "tier", "stars", "vetoes", "gates", "state", *_PLACES]
    plain += [*rubric.indicators, *rubric.pillars, *(f"adjustments.{id_}" for id_ in rubric.adjustments)]
    return dict.fromkeys(plain, ("",)) | dict.fromkeys(plan.measures, PARTS)
