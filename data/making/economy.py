"""What the zones do: three years of figures, by a hidden quality, the class, and some chance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from making.chance import bell, between, dice, exact
from making.zones import ACCIDENT, TWINS, YEARS, Zone

#: Figures of one zone and year by item; None is absent.
Figures = dict[str, Decimal | None]

#: What only the zone's own row states, never a park's.
WHOLE_ZONE = frozenset(
    {"debt_ratio", "operating", "env_found", "env_fixed", "hazards", "accidents"}
    | {"exposed", "falsified", "illegal_land", "merging", "awards", "pilots"}
)
#: Cells of 2025 that a zone could not fill in: each has its policy in the rubric.
ABSENT_2025 = {"0306": "energy", "0905": "emerging", "1410": "rd", "1605": "debt_ratio"}


@dataclass(frozen=True)
class Profile:
    """A class of zones: middle values of 2023. Money in 万元, land in 亩."""

    land: tuple[float, float]
    revenue_per_mu: float
    tax_share: float
    added_share: float
    leading_share: float
    emerging_share: float
    services_share: float
    dollars_per_mu: float
    outside_per_mu: float
    investment_per_mu: float
    rd_share: float
    firms_per_thousand_mu: float
    hightech_share: float
    energy_per_added: float


PROFILES = {
    "national": Profile((16000, 42000), 268, 0.052, 0.205, 0.62, 0.30, 0.14, 2600, 19, 26, 0.024, 11, 0.24, 0.52),
    "advanced": Profile((7500, 21000), 205, 0.047, 0.205, 0.60, 0.20, 0.08, 1100, 16, 22, 0.017, 10, 0.18, 0.66),
    "growing": Profile((3600, 11500), 148, 0.043, 0.200, 0.56, 0.14, 0.06, 520, 13, 17, 0.012, 9, 0.13, 0.78),
    "services": Profile((1500, 5200), 104, 0.062, 0.270, 0.58, 0.08, 0.64, 700, 12, 14, 0.009, 14, 0.10, 0.09),
}


def figures(zone: Zone) -> dict[int, Figures]:
    """The figures of a zone, every year, parks included."""
    if zone.code == TWINS[1]:
        first = Zone(TWINS[0], "", "", zone.category, zone.prefecture, _twin_quality(), ())
        return {year: _doubled(part) for year, part in figures(first).items()}
    rng = dice("figures", zone.code)
    quality = _twin_quality() if zone.code == TWINS[0] else zone.quality
    state = _start(rng, PROFILES[zone.category_in(2023)], quality)
    made: dict[int, Figures] = {}
    for year in YEARS:
        if year > YEARS[0]:
            _grow(rng, state, quality)
        made[year] = _stated(rng, state, year)
    _mark(zone, rng, made)
    return made


def _twin_quality() -> float:
    return 0.35


def _start(rng: Random, profile: Profile, quality: float) -> dict[str, float]:
    def about(middle: float, pull: float, noise: float) -> float:
        return middle * (1 + pull * quality + noise * bell(rng))

    land = between(rng, *profile.land) // 3 * 3
    revenue = land * about(profile.revenue_per_mu, 0.42, 0.16)
    added = revenue * about(profile.added_share, 0.10, 0.12)
    outside = land * about(profile.outside_per_mu, 0.30, 0.30)
    firms = land / 1000 * about(profile.firms_per_thousand_mu, 0.15, 0.20) + 8
    return {
        "land": land,
        "revenue": revenue,
        "added": added,
        "tax": revenue * about(profile.tax_share, 0.16, 0.14),
        "leading": revenue * about(profile.leading_share, 0.14, 0.22),
        "emerging": revenue * about(profile.emerging_share, 0.35, 0.35),
        "services": revenue * about(profile.services_share, 0.20, 0.30),
        "foreign": land * about(profile.dollars_per_mu, 0.45, 0.45) / 10000,
        "outside": outside,
        "investment": land * about(profile.investment_per_mu, 0.22, 0.20),
        "rd": revenue * about(profile.rd_share, 0.40, 0.30),
        "firms": firms,
        "hightech": firms * about(profile.hightech_share, 0.35, 0.30),
        "energy": added * about(profile.energy_per_added, -0.25, 0.50),
        "debt_ratio": 54 - 6 * quality + 20 * bell(rng),
    }


def _grow(rng: Random, state: dict[str, float], quality: float) -> None:
    """One year on: good zones grow faster, and save energy."""
    tide = 0.055 + 0.045 * quality + 0.035 * bell(rng)
    state["land"] += between(rng, 0, 0.03) * state["land"] // 3 * 3
    for item, extra, noise in (
        ("revenue", 0.0, 0.02),
        ("added", 0.005, 0.03),
        ("tax", 0.0, 0.07),
        ("leading", 0.01, 0.05),
        ("emerging", 0.04, 0.08),
        ("services", 0.02, 0.05),
        ("foreign", -0.02, 0.25),
        ("outside", 0.0, 0.16),
        ("investment", 0.01, 0.10),
        ("rd", 0.05, 0.10),
        ("firms", 0.0, 0.05),
        ("hightech", 0.05, 0.08),
    ):
        state[item] *= 1 + tide + extra + noise * bell(rng)
    state["leading"] = min(state["leading"], 0.93 * state["revenue"])
    state["services"] = min(state["services"], 0.95 * state["revenue"])
    state["energy"] *= 1 + tide - 0.030 - 0.018 * quality + 0.035 * bell(rng)
    state["debt_ratio"] += 3 * bell(rng)


def _stated(rng: Random, state: dict[str, float], year: int) -> Figures:
    """The state as a return states it."""
    money = {
        item: exact(state[item])
        for item in ["revenue", "added", "leading", "emerging", "services", "outside", "investment", "rd"]
    }
    found = rng.choice([0, 0, 2, 4, 5, 8, 10, 12])
    fixed = found - (rng.random() < 0.35) * (found > 0) * rng.choice([1, 1, 2])
    return {
        "tax": exact(state["tax"], 2),
        **money,
        "land": exact(state["land"]),
        "foreign": exact(state["foreign"], 1),
        "energy": exact(state["energy"]),
        "firms": exact(state["firms"]),
        "hightech": exact(state["hightech"]),
        "debt_ratio": exact(state["debt_ratio"], 1),
        "env_found": Decimal(found),
        "env_fixed": Decimal(fixed),
        "hazards": Decimal(rng.choice([0] * 8 + [1, 1, 2])),
        "accidents": None,
        "exposed": None,
        "falsified": None,
        "illegal_land": None,
        "merging": None,
        "awards": Decimal(1) if rng.random() < 0.14 else None,
        "pilots": Decimal(rng.choice([1, 1, 2])) if rng.random() < 0.2 else None,
        "operating": Decimal(year - 2023 + rng.randint(4, 26)),
    }


def _mark(zone: Zone, rng: Random, made: dict[int, Figures]) -> None:
    """What sets single zones apart: no foreign capital at all, a cell not filled in, an accident."""
    years = sorted(made)
    for year in years[1:]:
        before, now = made[year - 1]["operating"], made[year]["operating"]
        if before is not None and now is not None:
            made[year]["operating"] = before + 1
    if zone.code not in TWINS and zone.category in ("growing", "services") and not zone.parks and rng.random() < 0.08:
        for year in years:
            made[year]["foreign"] = None
    if zone.code in ABSENT_2025:
        made[2025][ABSENT_2025[zone.code]] = None
    if zone.code == ACCIDENT:
        made[2025] |= {"accidents": Decimal(1), "hazards": Decimal(0)}
    if zone.code in TWINS:  # counts that do not double
        for year in years:
            made[year] |= {"hazards": Decimal(0), "awards": None, "pilots": None}
        base = made[2023]["firms"] or Decimal(40)
        for step, year in enumerate(years):
            made[year]["firms"] = base + 14 * step


def _doubled(part: Figures) -> Figures:
    keep = ("debt_ratio", "operating")
    return {item: value if value is None or item in keep else value * 2 for item, value in part.items()}


def split(zone: Zone, whole: Figures) -> dict[str, Figures]:
    """The rows a zone hands in: its own core, and one for each park. Together they are the whole, exactly."""
    if not zone.parks:
        return {zone.code: whole}
    rng = dice("parks", zone.code)
    core = dict(whole)
    rows: dict[str, Figures] = {zone.code: core}
    for code, _, _ in zone.parks:
        part = between(rng, 0.08, 0.17)
        row: Figures = {}
        for item, value in whole.items():
            if value is None or item in WHOLE_ZONE:
                row[item] = None
                continue
            wobble = part * between(rng, 0.9, 1.1)
            step = 3 if item == "land" else 1  # 3 亩 are a fifth of a hectare
            own = Decimal(int(value * exact(wobble, 6) / step) * step)
            rest = core[item]
            assert rest is not None  # noqa: S101 - a zone with parks fills in every amount
            row[item], core[item] = own, rest - own
        rows[code] = row
    return rows
