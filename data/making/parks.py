"""Invented small-firm parks of one city: returns with yes and no, rosters, a checklist, and experts' scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from making.chance import between, dice, exact
from making.forms import plain, table
from making.names import places

#: Five that deserve a look, and one thing each; :file:`data/README.md` tells what comes of it.
ACCIDENT, UNCERTIFIED, STARRED, REVIEWED, LATE = "M06", "M07", "S02", "S04", "M04"

_CODES = [f"M{number:02d}" for number in range(1, 9)] + [f"S{number:02d}" for number in range(1, 6)]
_HEADINGS = [
    "园区代码", "园区名称", "认定合格", "市级审核通过", "总产出(万元)", "主导产业产出(万元)", "入驻企业数",
    "主导产业企业数", "本类企业数", "科技成果转化额(万元)", "一档公共服务平台", "二档公共服务平台", "服务活动场次",
    "企业税收合计(万元)", "企业用地合计(亩)", "安全问题", "较大及以上安全事故", "季报缺报次数", "已报年报", "已获星级",
    "本类企业人工评分",
]  # fmt: skip
_CLASSES = {
    "规上企业名单": ["存量规上", "存量规上", "新增规上", "退规"],
    "优质企业名单": ["创新型中小企业", "创新型中小企业", "省专精特新中小企业", "专精特新小巨人", "上市企业"],
    "rd_bodies": ["市级", "市级", "省级", "国家级"],
    "talents": ["D类人才", "D类人才", "C类人才", "B类人才"],
}
_TRADES = ["精密机械", "智能装备", "电子科技", "生物医药", "新材料", "软件技术", "工业设计", "检测服务"]
_SCORED = {"产业生态": True, "物业与基础服务": False, "企业服务": False, "数字化服务": False}
_SERVICES = ["融资服务", "培训服务", "法律服务", "检验检测"]


@dataclass(frozen=True)
class Park:
    """One park; ``quality`` is hidden, from 0 to 1."""

    code: str
    zh: str
    en: str
    category: str
    quality: float


def parks() -> dict[str, bytes]:
    """Every file under ``parks/``."""
    known = _known()
    return {
        "register.csv": table(
            [["zone", "zh", "en", "category"], *([park.code, park.zh, park.en, park.category] for park in known)]
        ),
        "2025/returns.csv": table([_HEADINGS, *map(_row, known)], "gb18030", "\r\n"),
        "2025/list-firms.csv": table(_firms(known)),
        "2025/list-rd_bodies.csv": table(_listed(known, "rd_bodies", "研发机构", 3)),
        "2025/list-talents.csv": table(_listed(known, "talents", "人才", 5)),
        "2025/list-platform_parts.csv": table(_platforms(known)),
        "2025/scores.csv": table(_scores(known)),
    }


def _known() -> list[Park]:
    names = places()[-len(_CODES) :]  # zones take theirs from the front
    return [
        Park(code, f"{zh}小微园", f"{en} Park", "manufacturing" if code[0] == "M" else "services", _quality(code))
        for code, (zh, en) in zip(_CODES, names, strict=True)
    ]


def _quality(code: str) -> float:
    return dice("park", code).random()


def _row(park: Park) -> list[str]:
    rng, good = dice("park", park.code, 2025), park.quality
    output = exact(between(rng, 30000, 120000))
    firms = rng.randint(24, 60)
    leading = exact(float(output) * min(0.5 + 0.45 * good + between(rng, -0.1, 0.1), 0.96))
    own = int(firms * min(0.58 + 0.35 * good + between(rng, -0.08, 0.08), 0.98))
    land = exact(between(rng, 40, 160), 1)
    per_mu = (18 if park.category == "manufacturing" else 30) * (0.4 + 2.4 * good * good)
    best, second = good > 0.8, 0.55 < good <= 0.8
    return [
        park.code, park.zh, "否" if park.code == UNCERTIFIED else "是", "√", plain(output), plain(leading), str(firms),
        str(int(firms * min(0.5 + 0.4 * good, 0.95))), str(own), plain(exact(between(rng, 0, 900) * (0.5 + good))),
        "有" if best else "无", "有" if second else "无", str(rng.randint(4, 16)),
        plain(exact(float(land) * per_mu * between(rng, 0.85, 1.15), 2)), plain(land),
        str(rng.randint(0, 4)) if good > 0.4 else str(rng.randint(2, 9)), "1" if park.code == ACCIDENT else "",
        "2" if park.code == LATE else "", "是", "5" if park.code == STARRED else "", "是" if park.code == REVIEWED else "否",
    ]  # fmt: skip


def _count(rng: Random, good: float, most: int) -> int:
    return int(most * (0.25 + 0.75 * good) * (0.6 + 0.6 * rng.random()))


def _class(rng: Random, good: float, classes: list[str]) -> str:
    """The better the park, the further along the classes."""
    return classes[min(int(len(classes) * rng.random() * (0.5 + 0.6 * good)), len(classes) - 1)]


def _paper(rng: Random, list_: str) -> str:
    return f"示例{'认定' if list_.isascii() else list_[:2]}〔2025〕{rng.randint(1, 90)}号"


def _firms(known: list[Park]) -> list[list[str]]:
    """Two rosters in one file. One firm stands in it twice, spelled differently; one entry has no evidence."""
    rows = [["园区代码", "名单", "企业名称", "类别", "佐证材料"]]
    for park in known:
        for list_ in ("规上企业名单", "优质企业名单"):
            rng = dice("park list", park.code, list_)
            for number in range(_count(rng, park.quality, 7)):
                firm = f"{park.zh[:2]}{_TRADES[number]}有限公司"
                rows.append([park.code, list_, firm, _class(rng, park.quality, _CLASSES[list_]), _paper(rng, list_)])
    twice = next(row for row in rows if row[0] == "M01" and row[1] == "优质企业名单")
    spaced = f" {twice[2].replace('有限', ' 有限')}"
    rows.insert(rows.index(twice) + 1, ["M01", "优质企业名单", spaced, "上市企业", "示例上市公告〔2025〕7号"])
    bare = next(row for row in rows if row[0] == "S05" and row[1] == "优质企业名单")
    bare[-1] = ""
    return rows


def _listed(known: list[Park], list_: str, what: str, most: int) -> list[list[str]]:
    """A roster that has a file of its own: its name says which it is. People are named by a number only."""
    rows = [["园区代码", "对象", "等级", "文号"]]
    for park in known:
        rng = dice("park list", park.code, list_)
        rows += [
            [park.code, f"{park.code}{what}{number}", _class(rng, park.quality, _CLASSES[list_]), _paper(rng, list_)]
            for number in range(1, _count(rng, park.quality, most) + 1)
        ]
    return rows


def _platforms(known: list[Park]) -> list[list[str]]:
    rows = [["园区代码", "条目", "是否具备"]]
    for park in known:
        rng = dice("park list", park.code, "platform")
        rows += [[park.code, entry, "是" if rng.random() < 0.3 + 0.5 * park.quality else "否"] for entry in _SERVICES]
    return rows


def _scores(known: list[Park]) -> list[list[str]]:
    """Three experts for everything, and one score by hand."""
    rows = [["园区代码", "指标", "专家", "档次", "评分", "佐证材料"]]
    for park in known:
        for list_, evidence in _SCORED.items():
            rng = dice("park list", park.code, list_)
            for expert in ("专家甲", "专家乙", "专家丙"):
                score = exact(min(1.5 + 3 * park.quality + between(rng, -0.7, 0.7), 5) * 2) / Decimal(2)
                rows.append([park.code, list_, expert, "评分", plain(score), "现场核查记录" if evidence else ""])
    rows.append([REVIEWED, "本类企业人工分", "市级复核组", "评分", "3", "复核意见〔2025〕1号"])
    return rows
