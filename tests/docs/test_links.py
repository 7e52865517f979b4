"""Every link of a page leads somewhere: to a file that is there, and to a heading that it has."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), ROOT / "data/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDE = ROOT / "docs" / "guide"
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, made as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    stated = re.findall(r'<a id="([^"]+)">', prose(page))
    return frozenset([re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles] + stated)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links(page: Path) -> None:
    for target in _LINK.findall(prose(page)):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


def test_the_pages_of_the_guide_are_in_the_index_in_their_order() -> None:
    numbered = sorted((page for page in GUIDE.glob("[0-9]*.md")), key=lambda page: int(page.name.split("-")[0]))
    assert [int(page.name.split("-")[0]) for page in numbered] == list(range(1, len(numbered) + 1))
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\d+) ([^\]]+)\]\(guide/([^)]+)\)", index, re.MULTILINE)
    assert [row[2] for row in rows] == [page.name for page in numbered]
    for number, name, file in rows:
        title = (GUIDE / file).read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {number} {name} "), title


def test_the_chinese_page_names_every_page_of_the_guide() -> None:
    text = (GUIDE / "zh.md").read_text(encoding="utf-8")
    assert [page.name for page in sorted(GUIDE.glob("[0-9]*.md")) if f"]({page.name}" not in text] == []
