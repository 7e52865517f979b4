"""The returns of a year, read whole: a folder or a file becomes the engine's ``Inputs``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import polars as pl

from scoring.edge.returns.asked import Asked, Field, item_fields, ledger_fields, return_fields
from scoring.edge.returns.cells import CellReader
from scoring.edge.returns.figures import Desk, read_figures
from scoring.edge.returns.files import open_grids
from scoring.edge.returns.folder import Role, Source, list_of, survey
from scoring.edge.returns.free import roster_of_returns
from scoring.edge.returns.grid import Grid, shown
from scoring.edge.returns.headings import Vocabulary
from scoring.edge.returns.layout import Layout, find_layout
from scoring.edge.returns.lists import ListReader, split_entries
from scoring.edge.returns.log import Log, guess
from scoring.edge.returns.merging import merge
from scoring.edge.returns.register import RegisterFile, read_register
from scoring.edge.returns.roster import Roster
from scoring.edge.returns.rows import Records, find_records, identify
from scoring.engine.tables import FIGURES, SUBMISSIONS, Inputs
from scoring.language.problems import Place, Problem, Rejected
from scoring.language.units import UnitTable

#: Called after each file: its name, how many are done, how many there are.
Progress = Callable[[str, int, int], None]

#: As many years back as any year that files may name.
EVERY_YEAR = 1999


def read_inputs(
    rubric: Asked, path: Path | str, year: int | None = None, progress: Progress | None = None, years_back: int = 1
) -> Inputs:
    """Read every return, register, witness, target and ledger file under ``path``.

    ``year`` None is the latest year there is. Rows of that year and of the ``years_back`` years before it are kept;
    ``EVERY_YEAR`` keeps all there are before it. Every year there is, also later ones, is kept where the rubric asks.
    What is refused cell by cell is in ``Inputs.problems``; :class:`Rejected` is raised if there is nothing to appraise.
    """
    log, path = Log(), Path(path)
    if not path.exists():
        raise Rejected([Problem("D101", Place(str(path)))])
    return _Reading(rubric, survey(path, log), log, progress).inputs(path, year, years_back)


@dataclass(slots=True)
class _Reading:
    """One reading of one folder."""

    rubric: Asked
    sources: list[Source]
    log: Log
    progress: Progress | None
    units: UnitTable = field(init=False)
    cells: CellReader = field(init=False)
    done: int = 0
    aside: list[tuple[Source, Grid]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.units = UnitTable(self.rubric.units)
        self.cells = CellReader(self.units, self.rubric.placeholders)

    def inputs(self, path: Path, year: int | None, years_back: int) -> Inputs:
        """All tables together."""
        if not self._of(Role.RETURNS):
            self.log.refuse("D101", Place(str(path)))
            raise Rejected(self.log.problems)
        roster = self._register()
        words = Vocabulary(return_fields(self.rubric).values(), self.units, self.rubric.headings)
        target, wanted, sheets = self._returns(words, year, years_back)
        if roster is None:
            roster = roster_of_returns(sheets, self.rubric, self.log)
        held = {year for sheet in sheets for year in sheet.years if year is not None}
        zones = roster.frame(sorted(wanted & (held | {target, target - 1})))
        if zones.filter(pl.col("year") == target).is_empty():
            raise Rejected([*self.log.problems, *self._nobody(path, target)])
        submissions, ticked = split_entries(self._table(sheets, roster, words), self.rubric)
        lists = self._lists(roster, target, wanted)
        others = {
            role: self._others(role, roster, target, wanted) for role in (Role.WITNESS, Role.TARGETS, Role.LEDGER)
        }
        return Inputs(
            year=target,
            zones=zones,
            submissions=_known(submissions, zones).select(SUBMISSIONS.names()),
            witness=_figures(others[Role.WITNESS], zones),
            targets=_figures(others[Role.TARGETS], zones),
            ledger=_figures(others[Role.LEDGER], zones),
            problems=tuple(self.log.problems),
            lists=_known(pl.concat([ticked, lists]), zones),
        )

    def _nobody(self, path: Path, year: int) -> list[Problem]:
        """The reason for having no zone at all, unless the problems already say it."""
        if any(problem.severity == "error" for problem in self.log.problems):
            return []
        return [Problem("D161", Place(str(path)), {"year": str(year), "found": "–"})]

    def _of(self, role: Role) -> list[Source]:
        return [source for source in self.sources if source.role is role]

    def _open(self, source: Source) -> list[Grid]:
        grids = open_grids(source, self.log)
        self._tick(source)
        return grids

    def _tick(self, source: Source) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(source.name, self.done, len(self.sources))

    def _register(self) -> Roster | None:
        sources = self._of(Role.REGISTER)
        if not sources:
            return None
        # one register holds for all years; of several, one that names a year holds for that year
        several = len(sources) > 1
        files = [
            RegisterFile(grid, source.year if several else None) for source in sources for grid in self._open(source)
        ]
        return read_register(files, self.rubric, Vocabulary((), self.units, self.rubric.headings), self.log)

    def _returns(self, words: Vocabulary, year: int | None, years_back: int) -> tuple[int, set[int], list[Records]]:
        """The year to appraise, the years that are wanted, and the rows of them."""
        waiting = self._of(Role.RETURNS)
        named = {source.year for source in waiting if source.year is not None}
        sheets = [sheet for source in waiting if source.year is None for sheet in self._sheets(source, words)]
        waiting = [source for source in waiting if source.year is not None]
        while True:
            stated = {one for sheet in sheets for one in sheet.years if one is not None}
            target = year if year is not None else max(named | stated, default=None)
            if target is None:
                raise self._without_year(sheets)
            wanted = {target - back for back in range(years_back + 1)}
            if self.rubric.every_year:
                wanted |= named | stated
            due = [source for source in waiting if source.year in wanted]
            if not due:
                break
            # a file may hold a later year than its name says, which can make other files due
            sheets += [sheet for source in due for sheet in self._sheets(source, words)]
            waiting = [source for source in waiting if source not in due]
        for source in waiting:
            self._tick(source)
        kept = [self._dated(sheet, wanted, target) for sheet in sheets]
        if not any(target in sheet.years for sheet in kept):
            raise self._without_rows(target, named | stated, readable=bool(sheets))
        return target, wanted, kept

    def _without_year(self, sheets: list[Records]) -> Rejected:
        if sheets:
            self.log.refuse("D162", sheets[0].grid.place())
        return Rejected(self.log.problems)

    def _without_rows(self, year: int, found: set[int], *, readable: bool) -> Rejected:
        """No row is of the year; said unless files that could not be read already say enough."""
        if readable or not any(problem.severity == "error" for problem in self.log.problems):
            where = self.sources[0].name if len(self.sources) == 1 else "."
            years = ", ".join(map(str, sorted(found))) or "–"
            self.log.refuse("D161", Place(where), year=str(year), found=years)
        return Rejected(self.log.problems)

    def _dated(self, sheet: Records, wanted: set[int], target: int) -> Records:
        if any(year is None for year in sheet.years):
            self.log.caution("D163", sheet.grid.place(), year=str(target))
        return sheet.with_years(wanted, target)

    def _sheets(self, source: Source, words: Vocabulary) -> list[Records]:
        """The sheets of a file that hold figures, with their data rows."""
        grids = self._open(source)
        if source.role is Role.RETURNS:
            self.aside += [(source, grid) for grid in grids if _lists(grid)]
            grids = [grid for grid in grids if not _lists(grid)]
        layouts = [(grid, find_layout(grid, words, self.log)) for grid in grids]
        usable = [(grid, layout) for grid, layout in layouts if layout is not None and _holds_figures(layout)]
        for grid, layout in layouts:
            if (grid, layout) not in usable:
                if usable:
                    self.log.tell("D132", grid.place())
                else:
                    self.log.refuse("D137", grid.place(), **self._first_words(grid))
        records = []
        for grid, layout in usable:
            if layout.keys.keys() & {"code", "name", "en"}:
                records.append(find_records(source, grid, layout, self.log))
            else:
                self.log.refuse("D127", grid.place(layout.header))
        return records

    @staticmethod
    def _first_words(grid: Grid) -> dict[str, str]:
        first = next((row for row in grid.rows if sum(1 for text in row if text.strip()) > 1), [])
        return {"found": shown(", ".join(text for text in first if text.strip()), 120) or "–"}

    def _table(self, sheets: Iterable[Records], roster: Roster, words: Vocabulary) -> pl.DataFrame:
        desk = Desk(self.cells, words, self.log)
        frames = [read_figures(records, identify(records, roster, self.log), desk) for records in sheets]
        return merge(frames, desk.grids, words.fields, self.log)

    def _lists(self, roster: Roster, target: int, wanted: set[int]) -> pl.DataFrame:
        """``LISTS``: the files of lists, and the sheets of returns that are one."""
        sheets = list(self.aside)
        for source in self._of(Role.LISTS):
            if source.year is None or source.year in wanted:
                sheets += [(source, grid) for grid in self._open(source)]
            else:
                self._tick(source)
        reader = ListReader(self.rubric, roster, self.cells, self.log)
        return reader.read(sheets, lambda records: self._dated(records, wanted, target))

    def _others(self, role: Role, roster: Roster, target: int, wanted: set[int]) -> pl.DataFrame:
        """The figures of witness, target or ledger files."""
        tables = []
        groups: dict[str | None, list[Source]] = {}
        for source in self._of(role):
            groups.setdefault(source.witness and source.witness.casefold(), []).append(source)
        for witness, sources in groups.items():
            fields = self._fields(role, witness, sources)
            read = [source for source in sources if fields and (source.year is None or source.year in wanted)]
            for source in sources:
                if source not in read:
                    self._tick(source)
            words = self._words(role)
            sheets = [self._dated(sheet, wanted, target) for source in read for sheet in self._sheets(source, words)]
            table = self._table(sheets, roster, words)
            if role is not Role.LEDGER:
                table = self._expected(table, fields, sources[0])
            tables.append(table)
        return pl.concat(tables) if tables else pl.DataFrame(schema={**FIGURES, "status": pl.String})

    def _words(self, role: Role) -> Vocabulary:
        if role is Role.LEDGER:
            measures = ledger_fields()
            return Vocabulary(
                measures.values(), self.units, self.rubric.headings, open_ended=next(iter(measures.values()))
            )
        return Vocabulary(item_fields(self.rubric).values(), self.units, self.rubric.headings)

    def _fields(self, role: Role, witness: str | None, sources: list[Source]) -> dict[str, Field]:
        if role is Role.LEDGER:
            return ledger_fields()
        if role is Role.TARGETS:
            return item_fields(self.rubric)
        known = sorted({item.witness for item in self.rubric.items.values() if item.witness is not None})
        name = next((one for one in known if one.casefold() == witness), None)
        if name is None:
            facts = {"source": shown(witness or ""), "known": ", ".join(known) or "–"} | guess(witness or "", known)
            for source in sources:
                self.log.caution("D195", Place(source.name), **facts)
            return {}
        return item_fields(self.rubric, name)

    def _expected(self, table: pl.DataFrame, fields: dict[str, Field], source: Source) -> pl.DataFrame:
        """Only the items that this source is asked about; the others are named and left out."""
        asked = pl.col("item").is_in(list(fields))
        for item in table.filter(~asked)["item"].unique().sort().to_list():
            one = item_fields(self.rubric)[item]
            self.log.caution("D196", Place(source.name), source=shown(source.witness or ""), **one.names)
        return table.filter(asked)


def _lists(grid: Grid) -> bool:
    """Whether a sheet's name says that it is a list."""
    return grid.sheet is not None and list_of(PurePath(grid.sheet.replace("/", " "))) is not None


def _holds_figures(layout: Layout) -> bool:
    return layout.long or bool(layout.figures)


def _known(table: pl.DataFrame, zones: pl.DataFrame) -> pl.DataFrame:
    """The rows about zones that are in the table of zones; why the others are not has been said."""
    return table.join(zones.select("zone", "year"), on=["zone", "year"], how="semi", maintain_order="left")


def _figures(table: pl.DataFrame, zones: pl.DataFrame) -> pl.DataFrame:
    return _known(table.filter(pl.col("status") == "given"), zones).select(FIGURES.names()).sort("zone", "year", "item")
