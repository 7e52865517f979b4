"""Data folders: roles, years, registers, parks, and figures handed in twice."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from scoring.edge.returns.folder import Role, name_year, role_of
from scoring.edge.returns.reading import read_inputs
from scoring.engine.tables import FIGURES
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Severity
from tests.edge.returns.small import NATIONAL, PROVINCIAL, codes, only, plain, read, reject, rubric, values, write

TWO = rubric(NATIONAL, PROVINCIAL)


def province(folder: Path) -> Path:
    write(
        folder / "register.csv",
        "zone,zh,en,category,prefecture,parent,from,to\n"
        "01,甲经开区,Jia Zone,省级,某市,,,2024\n01,甲经开区,Jia Zone,national,某市,,2025,\n"
        "02,乙高新区,Yi Park,Provincial,某市,,,\n0201,乙东园,Yi East,,,02,,\n0202,乙西园,Yi West,,,乙高新区,,\n",
    )
    for year in (2023, 2024, 2025):
        write(folder / str(year) / "returns.csv", f"zone,tax,land\n01,{year},1\n0201,1,2\nYi West,3,4\n")
    return folder


def test_a_province(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    inputs = read_inputs(TWO, province(tmp_path), None, lambda *step: seen.append(step))
    assert inputs.year == 2025
    assert inputs.problems == ()
    assert inputs.zones.select("zone", "year", "category", "parent").rows() == [
        ("01", 2024, "provincial", None),
        ("01", 2025, "national", None),
        ("02", 2024, "provincial", None),
        ("02", 2025, "provincial", None),
        ("0201", 2024, "provincial", "02"),
        ("0201", 2025, "provincial", "02"),
        ("0202", 2024, "provincial", "02"),
        ("0202", 2025, "provincial", "02"),
    ]
    assert values(inputs)["0202", "tax"] == Decimal(3)
    assert values(inputs, 2024)["01", "tax"] == Decimal(2024)
    assert inputs.submissions["year"].unique().sort().to_list() == [2024, 2025]
    assert len(seen) == 4
    assert sorted(done for _, done, _ in seen) == [1, 2, 3, 4]


def test_other_years(tmp_path: Path) -> None:
    province(tmp_path)
    assert read(tmp_path, 2024, TWO, years_back=0).submissions["year"].unique().to_list() == [2024]
    problems = reject(tmp_path, 2019, TWO)
    assert codes(problems) == ["D161"]
    assert help_lines(problems[0], "en") == ["years found: 2023, 2024, 2025"]


def test_files_of_other_years_are_not_opened(tmp_path: Path) -> None:
    province(tmp_path)
    (tmp_path / "2019").mkdir()
    (tmp_path / "2019" / "broken.xlsx").write_bytes(b"nonsense")
    assert read(tmp_path, 2025, TWO).problems == ()


def test_the_year_comes_from_the_most_specific_place(tmp_path: Path) -> None:
    write(tmp_path / "2024" / "mixed.csv", "zone,year,tax\n01,2025,5\n01,,4\n")
    inputs = read(tmp_path / "2024" / "mixed.csv", None)
    assert inputs.year == 2025
    assert values(inputs) == {("01", "tax"): Decimal(5)}


def test_without_any_year(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", "zone,tax\n01,1\n")
    assert codes(reject(path, None)) == ["D162"]
    assert only(read(path, 2025), "D163").severity is Severity.WARNING


def test_name_and_title_disagree(tmp_path: Path) -> None:
    path = write(tmp_path / "2025.csv", "2024年度统计表,\nzone,tax\n01,1\n")
    assert sentence(only(read(path), "D164"), "en") == "the name says 2025 and the title 2024; the name was believed"


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("a/2025/r.csv", 2025),
        ("2024/r-2025.csv", 2025),
        ("2019-2025.csv", None),
        ("20250131.csv", None),
        ("r.csv", None),
    ],
)
def test_years_in_names(name: str, year: int | None) -> None:
    assert name_year(Path(name)) == year


@pytest.mark.parametrize(
    ("stem", "role", "witness"),
    [
        ("register", Role.REGISTER, None),
        ("Register-2025", Role.REGISTER, None),
        ("registered_firms", Role.RETURNS, None),
        ("targets", Role.TARGETS, None),
        ("targets2025", Role.TARGETS, None),
        ("witness-tax_bureau", Role.WITNESS, "tax_bureau"),
        ("witness-tax_bureau-2025", Role.WITNESS, "tax_bureau"),
        ("ledger", Role.LEDGER, None),
        ("county", Role.RETURNS, None),
    ],
)
def test_roles_of_names(stem: str, role: Role, witness: str | None) -> None:
    assert role_of(stem) == (role, witness)


def test_what_is_no_data(tmp_path: Path) -> None:
    write(tmp_path / "2025" / "r.csv", "zone,tax\n01,1\n")
    for name in ("README", "notes.md", "list.txt", "rubric.yaml", "make.py", ".hidden.csv", "~$r.xlsx", "scan.pdf"):
        write(tmp_path / "2025" / name, "x")
    write(tmp_path / ".git" / "r.csv", "zone,tax\n01,99\n")
    os.mkfifo(tmp_path / "2025" / "pipe.csv")
    inputs = read(tmp_path)
    assert values(inputs) == {("01", "tax"): Decimal(1)}
    assert [(str(one.place), one.code, one.severity.value) for one in inputs.problems] == [
        ("2025/pipe.csv", "D102", "warning"),
        ("2025/scan.pdf", "D102", "warning"),
        ("2025/~$r.xlsx", "D103", "note"),
    ]


def test_nothing_to_read(tmp_path: Path) -> None:
    assert codes(reject(tmp_path / "nowhere")) == ["D101"]
    assert codes(reject(tmp_path)) == ["D101"]
    assert codes(reject(write(tmp_path / "2025" / "register.csv", "zone\n01\n").parent)) == ["D101"]


# the register


def test_unknown_zones_are_refused_with_a_guess(tmp_path: Path) -> None:
    province(tmp_path)
    write(tmp_path / "2025" / "more.csv", "zone,name,staff\n1,,5\n,甲经开,6\n77,乙高新区,7\n01,乙高新区,8\n")
    inputs = read(tmp_path, 2025, TWO)
    refused = [problem for problem in inputs.problems if problem.code == "D170"]
    assert [(str(one.place), help_lines(one, "zh")[0]) for one in refused] == [
        ("2025/more.csv:2:1", "是否想写“01”？"),
        ("2025/more.csv:3:1", "是否想写“甲经开区”？"),
    ]
    assert str(only(inputs, "D172").place) == "2025/more.csv:4:1"
    assert "called `乙高新区` here and `甲经开区` in the register" in sentence(only(inputs, "D173"), "en")
    assert values(inputs)["02", "staff"] == Decimal(7)
    assert values(inputs)["01", "staff"] == Decimal(8)


def test_zones_that_are_not_registered_that_year(tmp_path: Path) -> None:
    write(tmp_path / "register.csv", "zone,name,from,to\n01,甲,2020年,2024\n02,乙,,\n")
    write(tmp_path / "2025" / "r.csv", "zone,tax\n01,1\n02,2\n")
    inputs = read(tmp_path)
    assert sentence(only(inputs, "D174"), "zh") == "名册中“01”在 2025 年无效，该行不予采用"
    assert inputs.zones.filter(year=2025)["zone"].to_list() == ["02"]


def test_one_name_of_two_zones(tmp_path: Path) -> None:
    write(tmp_path / "register.csv", "zone,name\n01,工业园\n02,工业园\n")
    write(tmp_path / "2025" / "r.csv", "name,tax\n工业园,1\n")
    assert sentence(only(read(tmp_path), "D171"), "en") == "several zones are called `工业园`: 01, 02"


def test_a_register_is_checked(tmp_path: Path) -> None:
    write(
        tmp_path / "register.csv",
        "zone,zh,category,parent,from,to\n01,甲,省级,,2020,2024\n01,甲,国家级,,2024,\n02,乙,省级,09,,\n"
        "03,丙,省级,04,,\n04,丁,省级,03,,\n05,戊,省级,06,,\n06,己,省级,07,,\n07,庚,省级,,,\n"
        "08,辛,县级,,,\n10,壬,,,,\n11,癸,省级,,20x5,\n12,子,省级,,2025,2020\n,,省级,,,\n13,丑,省级\n合计,,,,,\n14,寅,省级,14,,\n",
    )
    write(tmp_path / "2025" / "r.csv", "zone,tax\n07,1\n05,2\n")
    inputs = read(tmp_path, 2025, TWO)
    assert codes(inputs.problems) == sorted(
        ["D180", "D181", "D182", "D182", "D182", "D183", "D175", "D176", "D185", "D186", "D184", "D106", "D128"]
    )
    assert inputs.zones.filter(year=2025)["zone"].to_list() == ["06", "07"]
    assert values(inputs) == {("07", "tax"): Decimal(1)}
    twice = only(inputs, "D180")
    assert [str(twice.place), *map(str, twice.others)] == ["register.csv:3:1", "register.csv:2:1"]
    circles = [sentence(one, "en") for one in inputs.problems if one.code == "D182"]
    assert circles[0] == "the parents run in a circle: 03 → 04 → 03"


def test_a_misspelt_column_of_the_register(tmp_path: Path) -> None:
    write(tmp_path / "register.csv", "zone,name,parnet\n01,甲,\n")
    write(tmp_path / "2025" / "r.csv", "zone,tax\n01,1\n")
    assert help_lines(only(read(tmp_path), "D189"), "en")[0] == "did you mean `parent`?"


def test_a_copied_file_is_one_note(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / "2025" / f"{name}.csv", "zone,tax,land\n01,1,2\n02,3,\n")
    inputs = read(tmp_path)
    assert len(values(inputs)) == 4
    assert sentence(only(inputs, "D191"), "en") == "handed in twice alike: 3 (first `Tax paid` of 01 in 2025: 1)"


def test_registers_by_year(tmp_path: Path) -> None:
    write(tmp_path / "2024" / "register.csv", "zone,name,category\n01,甲,省级\n")
    write(tmp_path / "2025" / "register.csv", "zone,name,category\n01,甲,国家级\n")
    write(tmp_path / "2025" / "r.csv", "zone,tax\n01,1\n")
    inputs = read(tmp_path, 2025, TWO)
    assert inputs.zones["category"].to_list() == ["provincial", "national"]


# without a register


def test_returns_are_their_own_register(tmp_path: Path) -> None:
    write(tmp_path / "2025" / "a.csv", "zone,name,category,parent,tax\n01,甲,国家级,,1\n0101,东园,,01,2\n")
    write(tmp_path / "2025" / "b.csv", "name,land\n甲,7\n")
    write(tmp_path / "2024" / "a.csv", "zone,name,tax\n01,甲,3\n")
    inputs = read(tmp_path, None, TWO)
    assert inputs.problems == ()
    assert inputs.zones.select("zone", "year", "zh", "category", "parent").rows() == [
        ("01", 2024, "甲", "national", None),
        ("01", 2025, "甲", "national", None),
        ("0101", 2025, "东园", "national", "01"),
    ]
    assert values(inputs)["01", "land"] == Decimal(7)


def test_contradicting_rows(tmp_path: Path) -> None:
    write(tmp_path / "2025" / "a.csv", "zone,name,category,tax\n01,甲,国家级,1\n")
    write(tmp_path / "2025" / "b.csv", "zone,name,category,land\n01,乙,省级,1\n")
    assert codes(read(tmp_path, None, TWO).problems) == ["D173", "D177", "D188"]


def test_no_category_anywhere(tmp_path: Path) -> None:
    write(tmp_path / "2025.csv", "zone,tax\n" + "".join(f"{n},1\n" for n in range(50)))
    assert codes(reject(tmp_path, None, TWO)) == ["D187"]


# twice


def test_the_same_figure_twice(tmp_path: Path) -> None:
    write(tmp_path / "2025" / "a.csv", "zone,tax,land,staff,rate\n01,1,2,,x\n")
    write(tmp_path / "2025" / "b.csv", "zone,tax,land,staff,rate\n01,1.0,3,4,5\n")
    inputs = read(tmp_path)
    assert values(inputs) == {
        ("01", "tax"): Decimal(1),
        ("01", "land"): "refused",
        ("01", "staff"): Decimal(4),
        ("01", "rate"): "refused",
    }
    assert codes(inputs.problems) == ["D140", "D190", "D191", "D192"]
    twice = only(inputs, "D190")
    assert [str(twice.place), *map(str, twice.others)] == ["2025/b.csv:2:3", "2025/a.csv:2:3"]
    assert "as 2 and as 3; neither was taken" in sentence(twice, "en")


# other sources


def test_witness_targets_and_ledger(tmp_path: Path) -> None:
    province(tmp_path)
    write(tmp_path / "2025" / "witness-tax_bureau.csv", "zone,税收总额（亿元）,land\n01,0.2,1\n02,—,1\n")
    write(tmp_path / "2025" / "witness-taxbureau.csv", "zone,tax\n01,1\n")
    write(tmp_path / "targets-2025.csv", "zone,tax\n01,3000\n77,1\n")
    write(tmp_path / "2025" / "ledger.csv", "zone,on_time,完整率,own_measure\n01,95%,1,0.5\n02,95,x,\n")
    inputs = read(tmp_path, 2025, TWO)
    assert inputs.witness.drop("source").rows() == [("01", 2025, "tax", Decimal(2000))]
    assert inputs.targets.drop("source").rows() == [("01", 2025, "tax", Decimal(3000))]
    assert inputs.ledger.drop("source").rows() == [
        ("01", 2025, "complete", Decimal(1)),
        ("01", 2025, "on_time", Decimal("0.95")),
        ("01", 2025, "own_measure", Decimal("0.5")),
    ]
    for frame in (inputs.witness, inputs.targets, inputs.ledger):
        assert frame.schema == FIGURES
    assert codes(inputs.problems) == ["D140", "D150", "D170", "D195", "D196"]
    assert help_lines(only(inputs, "D195"), "en")[0] == "did you mean `tax_bureau`?"


def test_the_ledger_in_the_long_form(tmp_path: Path) -> None:
    write(tmp_path / "r.csv", "zone,year,tax\n01,2025,1\n")
    write(tmp_path / "ledger.csv", "zone,year,item,value\n01,2025,closed,80%\n01,2020,closed,10%\n")
    inputs = read(tmp_path, None)
    assert inputs.ledger.drop("source").rows() == [("01", 2025, "closed", Decimal("0.8"))]


def test_the_order_is_fixed(tmp_path: Path) -> None:
    write(tmp_path / "a" / "z-2025.csv", "zone,land,tax\nb,1,2\na,3,4\n")
    write(tmp_path / "b" / "a-2025.csv", "zone,land,tax\na,3,4\nb,1,2\n")
    assert plain(read(tmp_path / "a")).equals(plain(read(tmp_path / "b")))
    assert read(tmp_path / "a").submissions.select(pl.concat_str("zone", "item")).to_series().is_sorted()


def test_a_path_may_be_a_text(tmp_path: Path) -> None:
    write(tmp_path / "2025.csv", "zone,tax\n01,5\n")
    assert read(str(tmp_path)).submissions["value"].to_list() == [5]
