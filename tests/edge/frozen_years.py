"""Three years of the frozen appraisal, as files: zones come, go, and change their category."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.edge import frozen

YEARS = (2023, 2024, 2025)

#: What each zone's tax was, in hundredths of the frozen year's.
_TAX = {
    2023: [70, 95, 90, 60, 80, 100, 60, 90, 50],
    2024: [100, 104, 101, 90, 60, 70, 80, 70, 120],
    2025: [100, 100, 100, 100, 100, 100, 100, 100, 100],
}

#: The last zone of the national category was provincial before; 0203 left after 2024, and 0202 came in it.
_REGISTER = """\
zone,zh,en,category,prefecture,from,to
0101,松湖经开区,Songhu ETDZ,national,镜川市,,
0102,石溪高新区,Shixi High-tech Zone,national,镜川市,,
0103,云岫经济技术开发区,Yunxiu Economic and Technological Development Zone,national,镜川市,,
0104,青岚经开区,Qinglan ETDZ,national,镜川市,,
0105,鹤汀高新区,Heting High-tech Zone,provincial,镜川市,,2023
0105,鹤汀高新区,Heting High-tech Zone,national,镜川市,2024,
0201,望榛产业园,Wangzhen Park,provincial,溪源市,,
0202,听涧产业园,Tingjian Park,provincial,溪源市,2024,
0203,疏桐产业园,Shutong Park,provincial,溪源市,,2024
0204,拾麦产业园,Shimai Park,provincial,溪源市,,
"""


def write(folder: Path) -> Path:
    """Write the files; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "register.csv").write_text(_REGISTER, encoding="utf-8")
    items = ["zone", "tax", "land", "energy", "awards", "accidents", "operating"]
    away = {2023: ["0202"], 2024: [], 2025: ["0203"]}
    for year in YEARS:
        factor = pl.Series(_TAX[year]) / 100
        table = frozen.values().with_columns(
            tax=(pl.col("tax") * factor).round(1), energy=pl.col("energy").fill_null(4000)
        )
        table = table.with_columns(pl.col("energy").clip(upper_bound=4900))
        table = table.filter(~pl.col("zone").is_in(away[year]))
        (folder / str(year)).mkdir(exist_ok=True)
        table.select(items).write_csv(folder / str(year) / "returns.csv")
        table.select("zone", pl.col("ledger.on_time").alias("on_time")).write_csv(folder / str(year) / "ledger.csv")
    return folder
