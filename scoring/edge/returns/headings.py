"""Headings: which column a text at the head of a sheet names, and in what unit.

A heading is compared without spaces, in one width and one case. It may carry a unit: ``税收（亿元）``,
``Tax paid, 万元``, ``税收/万元``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scoring.edge.returns.asked import Field
from scoring.edge.returns.log import guess
from scoring.language.units import Unit, UnitFault, UnitTable

_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "code": "zone, code, zone code, zone id, zone_code, zone_id, 代码, 开发区代码, 园区代码, 编码, "
        "开发区编码, 园区编码, 企业代码, 单位代码, 统一社会信用代码",
        "name": "name, zone name, zone_name, zh, 名称, 开发区, 开发区名称, 园区, 园区名称, 企业名称, 单位名称, "
        "中文名称",
        "en": "en, English name, 英文名称, 英文名",
        "year": "year, 年份, 年度, 年",
        "category": "category, 类别, 分类, 级别, 开发区类别, 开发区级别",
        "prefecture": "prefecture, 地市, 市州, 省辖市, 所在市, 所属市, 所在地市, 所属地市",
        "parent": "parent, 上级, 上级代码, 主区, 主区代码, 所属开发区, 所属开发区代码",
        "from": "from, 起, 起始年, 起始年份, 起始年度",
        "to": "to, 止, 截止年, 截止年份, 终止年份, 截止年度",
        "item": "item, 指标, 指标代码, 指标名称, 指标编码",
        "value": "value, 数值, 值, 指标值, 填报值",
        "unit": "unit, 单位, 计量单位",
        "": "序号, no, no., #, 备注, 说明, remark, remarks, note, notes, 填表人, 审核人, 填报人, 填报日期, 联系电话",
    }
)
#: The rubric's word for the zone column is this module's ``code``.
_OWN: Mapping[str, str] = MappingProxyType({"zone": "code"})
_BRACKETED = re.compile(r"(.+?)[(\[【〔]([^()\[\]【】〔〕]+)[)\]】〕]")
_NUMBERED = re.compile(r"(?:其中:|[一二三四五六七八九十]+、|[0-9]+(?:\.(?![0-9])|、))")
#: Most cells of a sheet are figures, and no heading is one.
_FIGURE = re.compile(r"[0-9.,%+−-]*")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*", re.IGNORECASE)


def normal(text: str) -> str:
    """A text as headings and names are compared: one width, one case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading names: a key column, or a field in a unit (None: not stated)."""

    key: str | None = None
    field: Field | None = None
    unit: Unit | None = None
    unit_text: str = ""


class Vocabulary:
    """Every heading that a file of one role may have.

    ``headings`` are words of the rubric's own for the key columns; ``open_ended`` takes any identifier as a measure (the
    ledger names its own).
    """

    def __init__(
        self,
        fields: Iterable[Field],
        units: UnitTable,
        headings: Mapping[str, Iterable[str]] = MappingProxyType({}),
        *,
        open_ended: Field | None = None,
    ) -> None:
        self.fields = {field.id: field for field in fields}
        self.units = units
        self._open = open_ended
        self._keys = {normal(word): key for key, words in _KEYS.items() for word in words.split(", ")}
        self._keys |= {normal(word): _OWN.get(key, key) for key, words in headings.items() for word in words}
        self._labels: dict[str, set[str]] = {}
        self._spelling: dict[str, str] = {}
        self._seen: dict[str, Heading | None] = {}
        for field in self.fields.values():
            for label in (field.id, field.zh, field.en, *field.aliases):
                self._labels.setdefault(normal(label), set()).add(field.id)
                self._spelling.setdefault(normal(label), label)

    def read(self, text: str) -> Heading | None:
        """What a heading names, or None."""
        if text not in self._seen:
            self._seen[text] = None if _FIGURE.fullmatch(text) else self._read(text)
        return self._seen[text]

    def field(self, text: str) -> Heading | None:
        """The field a text names (a heading, or a cell of the item column), or None."""
        heading = self.read(text)
        return heading if heading is not None and heading.field is not None else self._measure(text)

    def ambiguous(self, text: str) -> list[str]:
        """The ids of several fields that share this heading; empty if it names one or none."""
        ids = self._labels.get(normal(text), set())
        return sorted(ids) if len(ids) > 1 and text not in self.fields else []

    def guess(self, text: str) -> dict[str, str]:
        """The fact ``guess``: the heading that a text nearly is."""
        base = normal(text)
        bracketed = _BRACKETED.fullmatch(base)
        for candidate in (base, bracketed[1] if bracketed else base):
            near = guess(candidate, self._spelling)
            if near:
                return {"guess": self._spelling[near["guess"]]}
        return {}

    def guess_key(self, text: str) -> dict[str, str]:
        """The fact ``guess``: the key column that a heading nearly is."""
        return guess(normal(text), self._keys)

    def unit(self, text: str) -> Unit | None:
        """The unit a text stands for, or None."""
        try:
            return self.units.parse(unicodedata.normalize("NFKC", text).strip())
        except UnitFault:
            return None

    def _read(self, text: str) -> Heading | None:
        base = normal(text)
        if base in self._keys:
            return Heading(key=self._keys[base])
        for candidate in (base, _NUMBERED.sub("", base, count=1)):
            found = self._named(candidate) or self._with_unit(candidate)
            if found is not None:
                return found
        return None

    def _measure(self, text: str) -> Heading | None:
        if self._open is None or not _IDENTIFIER.fullmatch(text.strip()) or normal(text) in self._keys:
            return None
        name = text.strip()
        known = self.fields.setdefault(
            name, Field(name, name, name, self._open.unit, (), self._open.at_least, self._open.at_most)
        )
        return Heading(field=known)

    def _named(self, base: str) -> Heading | None:
        ids = self._labels.get(base, set())
        exact = [id_ for id_ in ids if normal(id_) == base] if len(ids) > 1 else list(ids)
        return Heading(field=self.fields[exact[0]]) if len(exact) == 1 else None

    def _with_unit(self, base: str) -> Heading | None:
        bracketed = _BRACKETED.fullmatch(base)
        pairs = [bracketed.groups()] if bracketed else []
        pairs += [(base[: mark.start()], base[mark.end() :]) for mark in re.finditer(r"[,/、;:]", base)]
        for name, unit_text in pairs:
            # the case of a unit matters (MWh) and is lost by now: both spellings are tried
            named = self._named(name)
            if named is not None and (unit := self._folded_unit(unit_text)) is not None:
                return Heading(field=named.field, unit=unit, unit_text=unit_text)
        return None

    def _folded_unit(self, text: str) -> Unit | None:
        unit = self.unit(text)
        if unit is not None:
            return unit
        spellings = {symbol.casefold(): symbol for symbol in reversed(self.units.symbols())}
        return self.unit(re.sub(r"[a-z]+[23]?", lambda part: spellings.get(part[0], part[0]), text))
