"""Characters that a reader cannot see or a terminal would obey: taken out on the way in and on the way out."""

from __future__ import annotations

import re

#: Whole terminal escapes (CSI, OSC and the two-character ones), then lone control, bidi and zero-width characters.
HIDDEN = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|\x1b[@-Z\\\\^_]|"
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def strip_hidden(text: str) -> str:
    """The text without control characters, terminal escapes, bidirectional overrides and zero-width characters."""
    return HIDDEN.sub("", text)


def has_hidden(text: str) -> bool:
    """Whether a text holds anything that :func:`strip_hidden` would take out."""
    return HIDDEN.search(text) is not None
