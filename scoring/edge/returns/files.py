"""A file of any kind as grids."""

from __future__ import annotations

from pathlib import Path

from scoring.edge.returns.folder import Source
from scoring.edge.returns.grid import Grid
from scoring.edge.returns.log import Log
from scoring.language.problems import Place

#: Larger files are not returns; reading one would take the machine's memory.
MEGABYTES = 512


def open_grids(source: Source, log: Log) -> list[Grid]:
    """The sheets of a file; none if it was refused, which the log then says."""
    try:
        size = source.path.stat().st_size
        if size > MEGABYTES * 2**20:
            log.refuse("D117", Place(source.name), size=str(size // 2**20), limit=str(MEGABYTES))
            return []
        return _open(source, source.path.suffix.casefold(), log)
    except OSError as fault:
        log.refuse("D118", Place(source.name), reason=fault.strerror or type(fault).__name__)
        return []


def _open(source: Source, suffix: str, log: Log) -> list[Grid]:
    path: Path = source.path
    match suffix:
        case ".csv" | ".tsv":
            from scoring.edge.returns.delimited import read_delimited

            return read_delimited(source.name, path.read_bytes(), log, tabs=suffix == ".tsv")
        case ".xlsx" | ".xlsm" | ".xls":
            from scoring.edge.returns.workbook import read_workbook

            return read_workbook(source.name, path, log)
        case ".parquet":
            from scoring.edge.returns.columnar import read_parquet

            return read_parquet(source.name, path, log)
        case ".jsonl" | ".ndjson":
            from scoring.edge.returns.columnar import read_json_lines

            return read_json_lines(source.name, path.read_bytes(), log)
        case _:
            log.refuse("D119", Place(source.name), kind=suffix or "–")
            return []
