"""Write the pages under ``docs/reference`` from the schemas and the message catalogue. The same text every run.

python docs/generate.py [FOLDER]     FOLDER defaults to docs/reference
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeGuard

from scoring.language.messages import Entry, catalogue
from scoring.rules.structure import schema

Shape = Mapping[str, object]

#: The definitions that have a section of their own, in the order a reader meets them.
_SECTIONS = {
    "unit": ("units", "计量单位"),
    "constant": ("constants", "常数"),
    "category": ("categories", "类别"),
    "item": ("items", "数据项"),
    "entry": ("entries of a checklist", "清单条目"),
    "schedule": ("schedule", "序时进度"),
    "check": ("checks", "审核关系"),
    "pillar": ("pillars", "上级指标"),
    "aggregate_way": ("methods of aggregation", "合成方法"),
    "aggregate_part": ("a part of a blend", "混合中的一种方法"),
    "weights": ("weights by method", "按方法赋权"),
    "comparisons": ("pairwise comparisons", "两两比较"),
    "blend_part": ("a part of blended weights", "混合赋权中的一种方法"),
    "indicator": ("indicators", "指标"),
    "measure": ("measures", "测度"),
    "screen": ("screening", "筛选"),
    "treat": ("outliers", "异常值处理"),
    "scale": ("scales", "评分标准"),
    "band": ("bands", "分档"),
    "adjustment": ("adjustments", "加减分"),
    "gate": ("gates", "参评条件"),
    "veto": ("vetoes", "一票否决"),
    "ranking": ("ranking", "排名"),
    "management": ("management", "动态管理"),
    "panel": ("panel", "多年度"),
    "panel_scales": ("scales of a panel", "多年度的评分标准"),
    "grades": ("grades", "档次与星级"),
    "tier": ("a grade", "一个档次"),
    "digits": ("digits", "小数位数"),
    "rounding": ("rounding", "修约"),
    "missing": ("missing values", "缺数"),
    "beyond": ("beyond the knots", "分档点之外"),
    "headings": ("headings", "列名"),
    "by_category": ("numbers by category", "按类别的数"),
    "formula": ("formulas", "公式"),
}
#: Words for the kinds of value that have no section.
_KINDS = {
    "text": "text 文字",
    "zh": "text 文字",
    "en": "text 文字",
    "basis": "text 文字",
    "percent": "percentage 百分数",
    "share": "percentage 百分数",
    "number": "number 数",
    "places": "whole number 整数",
    "rate": "amount and unit 数量与单位",
    "texts": "list of text 文字列表",
    "figure": "number 数",
    "whole": "whole number 整数",
    "year": "year 年份",
}
_TYPES = {"string": "text 文字", "number": "number 数", "integer": "whole number 整数", "boolean": "`true` / `false`"}
_EVIDENCE = ("basis", "status")
_FAMILIES = {
    "Y": ("Documents (YAML)", "文件（YAML）"),
    "U": ("Units", "计量单位"),
    "F": ("Formulas", "公式"),
    "R": ("Rubrics", "办法"),
    "D": ("Returns", "报表数据"),
    "S": ("Fitting and scoring", "拟合与计分"),
    "K": ("Cases", "例子"),
    "X": ("Usage", "使用"),
}


def _is_shape(value: object) -> TypeGuard[Shape]:
    return isinstance(value, dict)


def _shape(value: object) -> Shape:
    if not _is_shape(value):
        raise TypeError(f"not a schema: {value!r}")
    return value


def _shapes(value: object) -> list[Shape]:
    return [_shape(entry) for entry in value] if isinstance(value, list) else []


class _Reference:
    """The page of one schema."""

    def __init__(self, whole: Shape) -> None:
        self.whole = whole
        self.definitions = _shape(whole["$defs"])

    def lines(self) -> Iterator[str]:
        """The whole page."""
        yield from (
            "# The rubric's keys · 办法的键",
            "",
            "Generated from `scoring/rules/schemas/rubric.json` by `docs/generate.py`. Editors that know YAML complete",
            "and check a rubric by the same schema, if its first line reads",
            "`# yaml-language-server: $schema=…/scoring/rules/schemas/rubric.json`.",
            "",
            "本页由 `docs/generate.py` 根据 `scoring/rules/schemas/rubric.json` 生成。",
            "支持 YAML 的编辑器可按同一模式补全和检查，只需在首行写上述一行。",
            "",
            *self._about(self.whole),
            "**Bold** keys may not be left out. **粗体**的键不能省略。",
            "",
            *self._table(self.whole),
        )
        for key in _EVIDENCE:
            yield from (
                f"`{key}` ({self._kind(_shape(self.definitions[key]))}), allowed in every mapping 各层都可以写:",
                "",
            )
            yield from self._about(_shape(self.definitions[key]))
        for name, (en, zh) in _SECTIONS.items():
            yield from (f'<a id="{name}"></a>', "", f"## {en} · {zh}", "")
            yield from self._definition(_shape(self.definitions[name]))

    def _definition(self, shape: Shape) -> Iterator[str]:
        yield from self._about(shape)
        yield from self._table(shape)
        for inner in self._inside(shape):
            if set(_shape(inner["properties"])) - {"value", *_EVIDENCE}:
                yield from self._about(inner)
                yield from self._table(inner)

    def _inside(self, shape: Shape) -> Iterator[Shape]:
        """The mappings that a definition may be, and those that are written out inside it."""
        for branch in _shapes(shape.get("anyOf")):
            inner = self._resolved(branch)
            if "properties" in inner:
                yield inner
            yield from self._inside(inner)
        for entry in _shape(shape.get("properties", {})).values():
            own = _shape(entry)
            if "properties" in own:
                yield own

    def _about(self, shape: Shape) -> Iterator[str]:
        if "description" in shape:
            yield from (str(shape["description"]), "", str(shape["x-zh"]), "")

    def _table(self, shape: Shape) -> Iterator[str]:
        rows = list(self._rows(shape))
        if rows:
            yield from ("| key 键 | value 值 | meaning | 含义 |", "|---|---|---|---|", *rows, "")

    def _rows(self, shape: Shape) -> Iterator[str]:
        required = shape.get("required", [])
        for key, entry in _shape(shape.get("properties", {})).items():
            if key not in _EVIDENCE:
                shown = f"**`{key}`**" if isinstance(required, list) and key in required else f"`{key}`"
                yield self._row(shown, _shape(entry))
        for entry in _shape(shape.get("patternProperties", {})).values():
            yield self._row("`0%`, `60%`, `100%`, …", _shape(entry))
        if _is_shape(rest := shape.get("additionalProperties")):
            yield self._row("`<id>`", rest)

    def _row(self, key: str, entry: Shape) -> str:
        words = entry if "description" in entry else self._resolved(entry)
        cells = [key, self._kind(entry), str(words.get("description", "")), str(words.get("x-zh", ""))]
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    def _resolved(self, shape: Shape) -> Shape:
        return _shape(self.definitions[self._name(shape)]) if "$ref" in shape else shape

    def _name(self, shape: Shape) -> str:
        return str(shape["$ref"]).rpartition("/")[2]

    def _kind(self, shape: Shape) -> str:
        """What a value is, in both languages, with a link where it has a section."""
        if "$ref" in shape:
            name = self._name(shape)
            if name in _SECTIONS:
                en, zh = _SECTIONS[name]
                return f"[{en} {zh}](#{name})"
            return _KINDS.get(name) or self._kind(_shape(self.definitions[name]))
        if isinstance(options := shape.get("enum"), list):
            return " / ".join(f"`{option}`" for option in options)
        if "const" in shape:
            return f"`{str(shape['const']).replace('True', 'true')}`"
        if "anyOf" in shape:
            kinds = [self._kind(branch) for branch in _shapes(shape["anyOf"]) if not self._is_evidence(branch)]
            return " · ".join(dict.fromkeys(kinds))
        if shape.get("type") == "array":
            pair = ", ".join(self._kind(part) for part in _shapes(shape.get("prefixItems")))
            return f"\\[{pair}\\]" if pair else "list 列表: " + self._kind(_shape(shape["items"]))
        if _is_shape(rest := shape.get("additionalProperties")):
            return self._kind(rest)
        if "properties" in shape:
            keys = [key for key in _shape(shape["properties"]) if key not in _EVIDENCE]
            return "`{" + ", ".join(f"{key}: …" for key in keys) + "}`"
        return _TYPES[str(shape["type"])]

    def _is_evidence(self, branch: Shape) -> bool:
        """Whether a shape is another one with ``basis`` and ``status`` beside it."""
        inner = self._resolved(branch)
        return "properties" in inner and set(_shape(inner["properties"])) == {"value", *_EVIDENCE}


def rubric_page() -> str:
    """The reference of a rubric's keys."""
    return "\n".join(_Reference(schema("rubric")).lines()).rstrip() + "\n"


def problems_page() -> str:
    """Every code with its sentence, help and page."""
    lines = [
        "# Message codes · 信息代码",
        "",
        "Generated from `scoring/language/messages/` by `docs/generate.py`.",
        "Words in ‹ › are filled in when a problem is met.",
        "",
        "本页由 `docs/generate.py` 根据 `scoring/language/messages/` 生成。‹ › 中的词在出现问题时代入实际内容。",
        "",
    ]
    family = ""
    for code, entry in catalogue().items():
        if code[0] != family:
            family = code[0]
            lines += [f"## {' · '.join(_FAMILIES[family])}", ""]
        lines += _problem(entry)
    return "\n".join(lines).rstrip() + "\n"


def _problem(entry: Entry) -> Iterator[str]:
    yield from (f"### {entry.code}", "")
    for tongue in ("en", "zh"):
        yield from (f"**{_literal(entry.sentence[tongue])}**", "")
        yield from (f"- {_literal(line)}" for line in entry.help[tongue])
        if entry.help[tongue]:
            yield ""
        # shown here, and not run as the commands of the guide are
        yield from (entry.page[tongue].rstrip().replace("```console", "```text"), "")


def _literal(text: str) -> str:
    """A sentence with its placeholders in angle brackets and its braces as they will appear."""
    marked = text.replace("{{", "\0").replace("}}", "\1")
    return marked.replace("{", "‹").replace("}", "›").replace("\0", "{").replace("\1", "}")


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {"rubric.md": rubric_page(), "problems.md": problems_page()}


def main(folder: Path) -> None:
    """Write every page into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "reference")
