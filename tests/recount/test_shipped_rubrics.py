"""Every method that is shipped, on the example returns and on generated ones: engine and recount agree to the last digit."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from scoring.edge.returns.reading import read_inputs
from scoring.engine.plan import compile_rubric
from scoring.rules.reading import read_rubric, rubric_from_bytes
from scoring.rules.rubric import Rubric
from tests.recount.agreement import differences
from tests.recount.handed_in import rows_of

ROOT = Path(__file__).parents[2]
RUBRICS = sorted((ROOT / "configs" / "rubrics").glob("*.yaml"))
EXAMPLES = {
    "province-2025": "province",
    "huangyan-2021-large": "firms/2021/large.csv",
    "huangyan-2022-large": "firms/2022/large.csv",
    "huangyan-2022-small": "firms/2022/small.csv",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_returns(name: str) -> None:
    path = ROOT / "configs" / "rubrics" / f"{name}.yaml"
    inputs = read_inputs(read_rubric(path), ROOT / "data" / EXAMPLES[name])
    text = path.read_text(encoding="utf-8")
    assert differences(text, rows_of(inputs, text), inputs) == []


@pytest.mark.parametrize("path", RUBRICS, ids=[path.stem for path in RUBRICS])
@pytest.mark.parametrize("seed", [1, 2])
def test_generated_returns(path: Path, seed: int) -> None:
    text = path.read_text(encoding="utf-8")
    assert differences(text, some_returns(rubric_from_bytes(text.encode(), path.name), Random(seed))) == []  # noqa: S311


def some_returns(rubric: Rubric, chance: Random, zones: int = 60) -> list[dict[str, str | None]]:
    """Figures of every size, with gaps, for all that a rubric looks at."""
    rows: list[dict[str, str | None]] = []
    for number in range(zones):
        row: dict[str, str | None] = {"zone": f"z{number:02}", "category": chance.choice(list(rubric.categories))}
        for space, id_, back in compile_rubric(rubric).figures:
            name = ("previous." if back else "") + (f"{space}.{id_}" if space else id_)
            row[name] = None if chance.random() < 0.03 else some_figure(rubric, space, id_, chance)
        rows.append(row)
    return rows


def some_figure(rubric: Rubric, space: str | None, id_: str, chance: Random) -> str:
    if space == "ledger":
        return chance.choice(["0", "0.5", "0.92", "1"])
    unit = rubric.items[id_].unit.symbol
    if unit in ("件", "1"):
        return chance.choice(["0", "0", "0", "0", "1", "2"])
    if unit in ("家", "年"):
        return str(chance.randint(0, 40))
    return f"{chance.uniform(1, 5000):.{chance.choice([0, 1, 2, 4])}f}"


def test_no_method_is_forgotten() -> None:
    assert {path.stem for path in RUBRICS} >= EXAMPLES.keys()
