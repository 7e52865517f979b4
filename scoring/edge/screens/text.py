"""Text for a terminal: nothing hidden, measured in cells, cut at cells."""

from __future__ import annotations

import re

from rich.cells import cell_len, set_cell_size

from scoring.language.hidden import HIDDEN, strip_hidden

_BLANKS = re.compile(r"[\t\r\n]+")


def clean(text: str) -> str:
    """One line without anything that a terminal would obey or nobody could see."""
    return _BLANKS.sub(" ", strip_hidden(text))


def masked(text: str) -> str:
    """The same, character for character, so that columns stay true."""
    return HIDDEN.sub(lambda found: "\ufffd" * len(found.group()), text).replace("\t", " ")


def cut(text: str, width: int) -> str:
    """The text in at most so many cells; what is cut off is shown by an ellipsis."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""


def stacked(head: str, width: int) -> str:
    """A heading in lines of about this many cells: parted between words, or Chinese in the middle."""
    if cell_len(head) <= width:
        return head
    words = head.split(" ")
    if len(words) == 1:
        count = len(head)
        if head.isascii() or cell_len(head) <= 8:
            return head
        half = (count + 1) // 2
        half += 1 if count % 2 == 0 and half % 2 else 0
        return f"{head[:half]}\n{head[half:]}"
    room = max(width, *(cell_len(word) for word in words))
    lines = [words[0]]
    for word in words[1:]:
        joined = f"{lines[-1]} {word}"
        if cell_len(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return "\n".join(lines)
