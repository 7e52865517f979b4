"""The guard before a workbook is opened: an .xlsx archive measured, bounded and cut down to what reading needs.

openpyxl trusts its input: a size that lies makes it inflate without bound, and a hyperlink, a comment or a print area
that claims ``A1:XFD1048576`` makes it build seventeen thousand million cells. So it never sees the file itself. Each
part is inflated here in bounded pieces, its XML is walked once with expat (no entities, no deep nesting, cells and
merged areas counted), and a fresh archive is written that holds only the workbook, its styles, its strings and the
cells, columns and merges of its sheets. openpyxl is Python and reads that archive in time and memory bounded by the
counts below: it can fail, which is caught, and it cannot abort the process, so no process of its own is needed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from scoring.edge.returns.grid import column_letters

ENTRIES = 2_000
INFLATED = 200 * 2**20
RATIO = 250
RATIO_FROM = 20 * 2**20
CELLS = 3_000_000
AREA = 5_000_000
MERGED = 200_000
DEPTH = 40
PIECE = 2**20

_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|xl/_rels/workbook[0-9]*\.xml\.rels|xl/(?:workbook|styles|sharedStrings)[0-9]*\.xml|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
#: The children of a part's root that are kept; a part not named here is kept whole.
_KEPT = {
    "worksheet": frozenset({"cols", "sheetData", "mergeCells"}),
    "workbook": frozenset({"workbookPr", "sheets"}),
    "styleSheet": frozenset({"numFmts", "cellXfs"}),
}

#: Fonts, fills and borders are gone from the styles, so every format has the default ones. (openpyxl would copy the
#: borders of merged cells to every cell below them, at ten times the cost of reading the sheet.)
_LOOKS = re.compile(rb"\b(fontId|fillId|borderId|xfId)=\"[0-9]+\"")


class UnsafeError(Exception):
    """The archive is refused: a code of the catalogue and its facts."""

    def __init__(self, code: str, **facts: str) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


@dataclass(slots=True)
class Walk:
    """What one pass over a part's XML saw."""

    root: str = ""
    depth: int = 0
    children: list[tuple[str, int]] = field(default_factory=list)
    end: int = 0
    cells: int = 0
    merged: int = 0
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0


def slim(data: bytes) -> bytes:
    """The archive with only what reading needs, every size true. Raises :class:`UnsafeError`."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnsafeError("D109")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _rewritten(data, archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError, OverflowError) as fault:
        raise UnsafeError("D110", reason=type(fault).__name__) from fault


def _rewritten(data: bytes, archive: zipfile.ZipFile) -> bytes:
    entries = archive.infolist()
    _believable(entries)
    fresh, total, cells = io.BytesIO(), 0, 0
    with zipfile.ZipFile(fresh, "w") as out:
        for entry in entries:
            if not _NEEDED.fullmatch(entry.filename):
                continue
            content = _inflated(data, entry, INFLATED - total)
            total += len(content)
            walk = walk_xml(content)
            cells += walk.cells
            if cells > CELLS:
                raise UnsafeError("D112", cells=f"{cells:,}", limit=f"{CELLS:,}")
            out.writestr(entry.filename, _cut(content, walk))
    return fresh.getvalue()


def _believable(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the archive itself declares, before anything is inflated."""
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnsafeError("D109")
    if len(names) != len(set(names)):
        raise UnsafeError("D110", reason="duplicate parts")
    if len(entries) > ENTRIES:
        raise UnsafeError("D111", found=str(len(entries)), limit=str(ENTRIES))
    declared = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if declared > INFLATED or (declared > RATIO_FROM and declared / packed > RATIO):
        raise UnsafeError("D113", size=f"{declared / 2**20:,.0f}", limit=str(INFLATED // 2**20))


def _inflated(data: bytes, entry: zipfile.ZipInfo, room: int) -> bytes:
    """A part's bytes, inflated piece by piece; any size but the declared one, or beyond the room left, is refused."""
    start = entry.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise UnsafeError("D110", reason="local header")
    names = int.from_bytes(data[start + 26 : start + 28], "little") + int.from_bytes(
        data[start + 28 : start + 30], "little"
    )
    packed = data[start + 30 + names : start + 30 + names + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = b"".join(_pieces(packed, min(entry.file_size, room) + 1))
    else:
        raise UnsafeError("D110", reason=f"compression {entry.compress_type}")
    if len(content) > room:
        raise UnsafeError("D113", size=f"> {INFLATED // 2**20}", limit=str(INFLATED // 2**20))
    if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
        raise UnsafeError("D114", part=entry.filename)
    return content


def _pieces(packed: bytes, limit: int) -> Iterator[bytes]:
    inflater, left, rest = zlib.decompressobj(-15), limit, packed
    while left > 0 and not inflater.eof:
        piece = inflater.decompress(rest, min(PIECE, left))
        rest = inflater.unconsumed_tail
        if not piece and not rest:
            return
        left -= len(piece)
        yield piece


def walk_xml(content: bytes) -> Walk:
    """One pass over a part: its shape, its counts, and what must not be in it."""
    walk = Walk()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.XmlDeclHandler = _declared
    parser.StartDoctypeDeclHandler = _doctype

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        walk.depth += 1
        if walk.depth > DEPTH:
            raise UnsafeError("D115", limit=str(DEPTH))
        if walk.depth == 1:
            walk.root = name
        elif walk.depth == 2:
            walk.children.append((name, parser.CurrentByteIndex))
        elif walk.root == "worksheet":
            _count(walk, name, attributes)

    def end(_tag: str) -> None:
        walk.depth -= 1
        if walk.depth == 0:
            walk.end = parser.CurrentByteIndex

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as fault:
        raise UnsafeError("D110", reason=str(fault)) from fault
    if walk.last_row * walk.last_column > AREA:
        raise UnsafeError(
            "D116", cell=f"{column_letters(walk.last_column - 1)}{walk.last_row}", cells=f"{walk.cells:,}"
        )
    return walk


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.casefold() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsafeError("D110", reason=encoding)


def _doctype(*_ignored: object) -> None:
    raise UnsafeError("D120")


def _count(walk: Walk, name: str, attributes: dict[str, str]) -> None:
    """Keep the counts of a sheet: its cells, how far those with content reach, and its merged area."""
    if name == "c":
        walk.cells += 1
        reference = attributes.get("r")
        if reference is None:
            walk.column += 1
        else:
            walk.row, walk.column = _split(reference)
    elif name in ("v", "is", "f"):
        walk.last_row = max(walk.last_row, walk.row)
        walk.last_column = max(walk.last_column, walk.column)
    elif name == "row":
        number = attributes.get("r", "")
        walk.row = int(number) if number.isascii() and number.isdigit() else walk.row + 1
        walk.column = 0
    elif name == "mergeCell":
        _count_merge(walk, attributes.get("ref", ""))


def _count_merge(walk: Walk, reference: str) -> None:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _split(first), _split(last or first)
    walk.merged += (abs(bottom - top) + 1) * (abs(right - left) + 1)
    if walk.merged > MERGED:
        raise UnsafeError("D121", cell=reference, limit=f"{MERGED:,}")


def _split(reference: str) -> tuple[int, int]:
    """Row and column (from 1) of a reference such as C7."""
    letters = reference.rstrip("0123456789")
    column, digits = _column(letters), reference[len(letters) :]
    if not column or not digits or len(digits) > 7 or not 1 <= int(digits) <= 1_048_576:
        raise UnsafeError("D110", reason="cell reference")
    return int(digits), column


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    """The number of a column from 1, or 0 if there is no such column."""
    if not 1 <= len(letters) <= 3 or not all("A" <= letter <= "Z" for letter in letters):
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number if number <= 16_384 else 0


def _cut(content: bytes, walk: Walk) -> bytes:
    """The part without the children that reading does not need."""
    kept = _KEPT.get(walk.root)
    if kept is None or not walk.children:
        return content
    ends = [begin for _, begin in walk.children[1:]] + [walk.end]
    pieces = [content[: walk.children[0][1]]]
    pieces += [content[begin:end] for (name, begin), end in zip(walk.children, ends, strict=True) if name in kept]
    slimmed = b"".join([*pieces, content[walk.end :]])
    return _LOOKS.sub(rb'\1="0"', slimmed) if walk.root == "styleSheet" else slimmed
