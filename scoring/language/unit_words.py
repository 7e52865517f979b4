"""What dimensions are called when people are told that two of them do not match."""

from __future__ import annotations

Dimension = tuple[tuple[str, int], ...]

_WORDS = {
    ("length", 1): ("长度", "length"),
    ("length", 2): ("面积", "area"),
    ("length", 3): ("体积", "volume"),
    ("CNY", 1): ("金额", "money"),
    ("USD", 1): ("美元金额", "dollars"),
    ("EUR", 1): ("欧元金额", "euros"),
    ("HKD", 1): ("港元金额", "Hong Kong dollars"),
    ("JPY", 1): ("日元金额", "yen"),
    ("coal", 1): ("标准煤能耗", "energy in coal equivalent"),
    ("mass", 1): ("质量", "mass"),
    ("electricity", 1): ("电量", "electricity"),
    ("人", 1): ("人数", "people"),
    ("year", 1): ("时间", "time"),
    ("day", 1): ("天数", "days"),
    ("分", 1): ("分值", "points"),
}


def dimension_in_words(dimension: Dimension) -> tuple[str, str]:
    """What a dimension is called in Chinese and in English: ``("金额/面积", "money per area")``."""
    if not dimension:
        return "纯数", "a pure number"

    def called(base: str, power: int) -> tuple[str, str]:
        size = abs(power)
        if (base, size) in _WORDS:
            return _WORDS[base, size]
        zh, en = _WORDS.get((base, 1), (f"{base}数", f"a count of {base}"))
        return (zh, en) if size == 1 else (f"{zh}^{size}", f"{en}^{size}")

    above = [called(base, power) for base, power in dimension if power > 0]
    below = [called(base, power) for base, power in dimension if power < 0]
    zh = "/".join(["·".join(zh for zh, _ in above) or "1", *(zh for zh, _ in below)])
    en = " per ".join([" times ".join(en for _, en in above) or "one", *(en for _, en in below)])
    return zh, en
