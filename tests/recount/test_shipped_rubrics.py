"""Every method that is shipped, on the example returns and on generated ones: engine and recount agree to the last digit."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import yaml

from scoring.edge.returns.reading import read_inputs
from scoring.engine.appraisal import appraise
from scoring.engine.plan import compile_rubric
from scoring.rules.reading import read_rubric, rubric_from_bytes
from scoring.rules.rubric import Rubric
from tests.recount.agreement import compared, differences, frame_of
from tests.recount.handed_in import rows_of
from tests.recount.method import Yaml
from tests.recount.recount import Recount

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "configs" / "scenarios").glob("*.yaml"))
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
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_generated_returns(path: Path, seed: int) -> None:
    text = path.read_text(encoding="utf-8")
    assert differences(text, some_returns(rubric_from_bytes(text.encode(), path.name), Random(seed))) == []  # noqa: S311


@pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])
def test_generated_returns_under_a_scenario(path: Path) -> None:
    """The patch is laid over the base a second way, on plain data."""
    scenario = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    base = (ROOT / "configs" / "rubrics" / f"{scenario['base'].split('@')[0]}.yaml").read_text(encoding="utf-8")
    text = yaml.safe_dump(patched(yaml.load(base, Loader=yaml.BaseLoader), scenario["changes"]), sort_keys=False)  # noqa: S506
    rubric = read_rubric(path)
    rows = some_returns(rubric, Random(3))  # noqa: S311
    assert compared(appraise(rubric, frame_of(rubric, rows)), Recount(text, rows)) == []


def patched(target: Yaml, patch: Yaml) -> Yaml:
    """A merge patch on texts, where ``null`` is one of them."""
    if not isinstance(patch, dict):
        return patch
    kept = {key: value for key, value in target.items() if patch.get(key) != "null"}
    return kept | {key: patched(kept.get(key, {}), value) for key, value in patch.items() if value != "null"}


def some_returns(rubric: Rubric, chance: Random, zones: int = 40) -> list[dict[str, str | None]]:
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
    kind, unit = rubric.items[id_].kind, rubric.items[id_].unit.symbol
    if kind == "boolean":
        return chance.choice(["0", "0", "0", "1"])
    if kind == "date":
        return str(20_100 + chance.randint(0, 40))
    if kind != "number":  # what the entries of a list come to
        return chance.choice(["0", "0.5", "1", "2.5", "3", "4.25"])
    if unit in ("件", "起", "1"):
        return chance.choice(["0", "0", "0", "0", "1", "2"])
    if unit in ("家", "年"):
        return str(chance.randint(0, 40))
    return f"{chance.uniform(1, 5000):.{chance.choice([0, 1, 2, 4])}f}"


def test_no_method_is_forgotten() -> None:
    assert {path.stem for path in RUBRICS} >= EXAMPLES.keys()
