"""A formula's text as tokens. What is written in another notation is replaced and reported: one pass finds all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from scoring.language.nodes import FUNCTIONS, SPACES, Span
from scoring.language.problems import Severity

TEXT_LIMIT = 2_000
DIGIT_LIMIT = 30
FAULT_LIMIT = 12

_NO_FACTS: Mapping[str, str] = MappingProxyType({})

Kind = Literal["number", "name", "unit", "sign", "end"]


@dataclass(frozen=True, slots=True)
class FormulaFault:
    """One thing wrong in a formula; ``offset`` counts characters from 0 in the formula's text."""

    code: str
    offset: int
    width: int
    facts: Mapping[str, str] = field(default_factory=lambda: _NO_FACTS)
    severity: Severity = Severity.ERROR


class FormulaFaults(ValueError):
    """A formula was refused. ``faults`` holds what was found, in the order of the text."""

    def __init__(self, faults: list[FormulaFault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.offset)[:FAULT_LIMIT]
        super().__init__("; ".join(f"{fault.code} at {fault.offset}: {dict(fault.facts)}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Token:
    """One token. ``text`` is as the grammar writes it, whatever stood in the formula."""

    kind: Kind
    text: str
    at: Span


_PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>\d(?:[^\W²³]|\.)*(?:(?<=[eE])[+-]\d+)?|\.\d(?:[^\W²³]|\.)*)
      | (?P<name>[^\W\d²³][^\W²³]*)
      | (?P<unit>[\[［【][^\]］】\[［【]*[\]］】])
      | (?P<foreign>\*\*|&&?|\|\|?|===|!==|!(?!=)|<>|=>|=<|=(?!=)|//
          |[（），＋－＊×·÷／＜＞≤≥≠−–—％∧∨¬²³√])
      | (?P<sign><=|>=|==|!=|[-+*/^<>(),.%])
      | (?P<other>.)""",
    re.VERBOSE,
)

#: Other notations, and what the grammar writes for them.
_INSTEAD: Mapping[str, str] = {
    **dict(zip("（），＋－＊／＜＞％×·÷−–—", "(),+-*/<>%**/---", strict=True)),
    **dict(zip(["≤", "≥", "≠", "=", "===", "!=="], ["<=", ">=", "!=", "==", "==", "!="], strict=True)),
    **dict(zip(["<>", "=>", "=<"], ["!=", ">=", "<="], strict=True)),
    **dict(zip(["**", "//", "&&", "&", "||", "|", "!"], ["^", "/", "and", "and", "or", "or", "not"], strict=True)),
    **dict(zip("∧∨¬²³√且或非", ["and", "or", "not", "^2", "^3", "sqrt", "and", "or", "not"], strict=True)),
}

_WORDS = frozenset({*FUNCTIONS, *SPACES, "and", "or", "not", "cohort"})


def tokenize(text: str) -> tuple[list[Token], list[FormulaFault]]:
    """The tokens of a formula, ending in one of kind ``end``, and what is wrong with them."""
    if len(text) > TEXT_LIMIT:
        facts = {"length": str(len(text)), "limit": str(TEXT_LIMIT)}
        return [Token("end", "", Span(0, 1))], [FormulaFault("F108", 0, 1, facts)]
    tokens: list[Token] = []
    faults: list[FormulaFault] = []
    for match in _PATTERN.finditer(text):
        kind, found, at = match.lastgroup, match.group(), Span(match.start(), match.end() - match.start())
        if kind == "foreign" or (kind == "name" and _other_word(found)):
            instead = _INSTEAD.get(found) or found.lower()
            faults.append(FormulaFault("F103", at.offset, at.width, {"found": found, "instead": instead}))
            tokens += [_plain(part, at) for part in re.findall(r"\d|\^|[^\d^]+", instead)]
        elif kind == "number":
            faults += _number_faults(found, at)
            tokens.append(Token("number", found if not _number_faults(found, at) else "1", at))
        elif kind == "name":
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", found):
                faults.append(_not_a_name(found, at))
            tokens.append(Token("name", found, at))
        elif kind == "unit":
            if found[0] + found[-1] != "[]":
                facts = {"found": found[:40], "instead": f"[{found[1:-1][:40]}]"}
                faults.append(FormulaFault("F103", at.offset, at.width, facts))
            tokens.append(Token("unit", found, at))
        elif kind == "sign":
            tokens.append(Token("sign", found, at))
        elif kind == "other":
            code = "F128" if found in "[]" else "F102"
            faults.append(FormulaFault(code, at.offset, at.width, {"char": shown(found)}))
    tokens.append(Token("end", "", Span(len(text.rstrip()), 1)))
    return tokens, faults


def _other_word(found: str) -> bool:
    """Whether a word of the grammar is written in capitals, or in Chinese."""
    return found in _INSTEAD or (found not in _WORDS and found.isupper() and found.lower() in {"and", "or", "not"})


def _plain(text: str, at: Span) -> Token:
    if text.isdigit():
        return Token("number", text, at)
    return Token("name" if text.isalpha() else "sign", text, at)


def _number_faults(text: str, at: Span) -> list[FormulaFault]:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        facts = {"number": text[:40]}
        plain = unicodedata.normalize("NFKC", text)
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain):
            facts["instead"] = plain
        elif re.fullmatch(r"[0-9]+(\.[0-9]*)?[eE].*", text):
            facts["exponent"] = text[:40]
        elif re.search(r"[㐀-鿿]", text):
            facts["unit"] = re.sub(r"^[0-9.]+", "", text)[:20]
            facts["digits"] = text.removesuffix(facts["unit"])
        return [FormulaFault("F106", at.offset, at.width, facts)]
    if sum(character.isdigit() for character in text) > DIGIT_LIMIT:
        return [FormulaFault("F107", at.offset, at.width, {"limit": str(DIGIT_LIMIT)})]
    return []


def _not_a_name(found: str, at: Span) -> FormulaFault:
    facts = {"name": found[:40]}
    if re.search(r"[㐀-鿿]", found):
        facts["label"] = found[:40]
    return FormulaFault("F105", at.offset, at.width, facts)


def shown(character: str) -> str:
    """A character as a message may show it: those that print nothing are named by their code point."""
    printable = unicodedata.category(character)[0] not in "CZM"
    return character if printable else f"U+{ord(character):04X}"
