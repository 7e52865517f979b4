"""Write the example data: an invented province, invented firms and invented parks. The same bytes every run.

python data/generate.py [FOLDER]     FOLDER defaults to the folder this file lies in
"""

from __future__ import annotations

import sys
from pathlib import Path

from making.firms import firms
from making.parks import parks
from making.province import province


def files() -> dict[str, bytes]:
    """Every example file by its path under ``data/``."""
    parts = {"province": province(), "firms": firms(), "parks": parks()}
    return {f"{folder}/{path}": content for folder, made in parts.items() for path, content in made.items()}


def main(folder: Path) -> None:
    """Write every file below a folder."""
    for path, content in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
