"""Invented names: two characters that no county of China puts together, with their pinyin."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "澄Cheng 曜Yao 砚Yan 岫Xiu 霁Ji 溯Su 翊Yi 栩Xu 蔚Wei 瀚Han 朗Lang 槐Huai 梓Zi "
    "泠Ling 珩Heng 璟Jing 皓Hao 筠Yun 樾Yue 棠Tang 暄Xuan 笙Sheng 芷Zhi 珂Ke 珞Luo"
)
_SECOND = _words("泽ze 岭ling 浦pu 畴chou 渡du 畈fan 矶ji 坞wu 陂bei 汀ting 麓lu 湾wan 榭xie 埠bu 屿yu")
#: Pairs that sound like a real place.
_TAKEN = frozenset(
    _words(
        "Yuelu Yiwu Yanji Lingwu Yuepu Luobei Xuanwu Suyu Xupu Jingyu Yiling Chengdu Yanting Lingling Chengbu Luopu "
        "Hanting Subei Yanling Jiji Huaiji Yanpu Xiuyu Chengwu Huaibei Jize Chengbei Xiuwu"
    )
)
_CITY = ["轩xuan", "亭ting", "邑yi"]


def _pair(first: str, second: str) -> tuple[str, str]:
    return first[0] + second[0], first[1:] + second[1:]


def prefectures() -> list[tuple[str, str]]:
    """Eighteen prefectures: Chinese name and pinyin."""
    return [_pair(first, _CITY[index % 3]) for index, first in enumerate(_FIRST[:18])]


def places() -> list[tuple[str, str]]:
    """Every place name a zone or a firm may take, in a fixed order that mixes first and second characters."""
    count = len(_FIRST) * len(_SECOND)
    steps = (index * 157 % count for index in range(count))  # 157 is prime to 375: every pair comes once
    pairs = (_pair(_FIRST[step // len(_SECOND)], _SECOND[step % len(_SECOND)]) for step in steps)
    return [pair for pair in pairs if pair[1] not in _TAKEN]
