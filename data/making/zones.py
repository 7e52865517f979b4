"""The invented province: who the zones are. 184 zones of four classes in 18 prefectures, a dozen of them with parks."""

from __future__ import annotations

from dataclasses import dataclass

from making.chance import bell, dice
from making.names import places, prefectures

YEARS = (2023, 2024, 2025)
CLASSES = {"national": 28, "advanced": 46, "growing": 60, "services": 50}

#: A class-two zone until 2024 that is class one from 2025.
PROMOTED = "0704"
#: A national zone among the best, with a larger accident in 2025.
ACCIDENT = "0501"
#: The second has exactly twice the figures of the first, so every ratio and every point is the same.
TWINS = ("1206", "1207")

_SUFFIXES = {
    "national": [("经开区", "ETDZ"), ("高新区", "HIDZ")],
    "advanced": [("制造业开发区", "MDZ")],
    "growing": [("产业开发区", "IDZ")],
    "services": [("服务业开发区", "SDZ")],
}
_PARKS = [("东园", "East Park"), ("西园", "West Park"), ("智造园", "Smart Park"), ("科创园", "Science Park")]


@dataclass(frozen=True)
class Zone:
    """One zone. ``quality`` is hidden, from -1 to 1, and moves most of its figures the same way."""

    code: str
    zh: str
    en: str
    category: str
    prefecture: int
    quality: float
    parks: tuple[tuple[str, str, str], ...]

    def category_in(self, year: int) -> str:
        """The class the zone competes in."""
        return "growing" if self.code == PROMOTED and year < 2025 else self.category


def zones() -> list[Zone]:
    """All zones of 2025, by code."""
    classes = [category for category, count in CLASSES.items() for _ in range(count)]
    seats = [(index % 18, index // 18) for index in range(len(classes))]
    names = iter(places())
    made = [
        _zone(f"{city + 1:02d}{seat + 1:02d}", city, classes, index, next(names))
        for index, (city, seat) in enumerate(seats)
    ]
    return sorted(made, key=lambda zone: zone.code)


def _zone(code: str, city: int, classes: list[str], index: int, name: tuple[str, str]) -> Zone:
    category = classes[index]
    suffixes = _SUFFIXES[category]
    zh, en = suffixes[index % len(suffixes)]
    quality = 0.9 if code in (ACCIDENT, PROMOTED) else bell(dice("quality", code))
    title_zh, title_en = name[0] + zh, f"{name[1]} {en}"
    parks: tuple[tuple[str, str, str], ...] = ()
    if index % 5 == 2 and index < 60:  # twelve zones, the first six of them national
        chosen = _PARKS[: 2 + index % 3]
        parks = tuple(
            (f"{code}-{number}", title_zh + park, f"{title_en} {park_en}")
            for number, (park, park_en) in enumerate(chosen, start=1)
        )
    return Zone(code, title_zh, title_en, category, city, quality, parks)


def city_of(index: int) -> tuple[str, str]:
    """Chinese name (with 市) and pinyin of a prefecture."""
    zh, pinyin = prefectures()[index]
    return zh + "市", pinyin
