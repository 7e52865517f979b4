"""Appraise development zones: a YAML rubric and a year's returns become exact scores and a defensible ranking.

>>> import scoring
>>> rubric = scoring.read_rubric("rubric.yaml")                      # doctest: +SKIP
>>> inputs = scoring.read_inputs(rubric, "data")               # doctest: +SKIP
>>> scoring.appraise(rubric, inputs).ranking                         # doctest: +SKIP

Importing the package is cheap: Polars is loaded when a name that needs it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.edge.returns.reading import read_inputs
    from scoring.engine.appraisal import Appraisal, appraise
    from scoring.engine.diagnose.diagnosis import Diagnosis, diagnose
    from scoring.engine.panel import Panel, panel
    from scoring.engine.tables import Inputs
    from scoring.language.problems import Place, Problem, Rejected
    from scoring.rules.reading import read_rubric
    from scoring.rules.rubric import Rubric
    from scoring.rules.schedule import at_month

    __version__: str

__all__ = [
    "Appraisal",
    "Diagnosis",
    "Inputs",
    "Panel",
    "Place",
    "Problem",
    "Rejected",
    "Rubric",
    "__version__",
    "appraise",
    "at_month",
    "diagnose",
    "panel",
    "read_inputs",
    "read_rubric",
]

_HOMES = {
    "Appraisal": "scoring.engine.appraisal",
    "Diagnosis": "scoring.engine.diagnose.diagnosis",
    "Inputs": "scoring.engine.tables",
    "Panel": "scoring.engine.panel",
    "Place": "scoring.language.problems",
    "Problem": "scoring.language.problems",
    "Rejected": "scoring.language.problems",
    "Rubric": "scoring.rules.rubric",
    "appraise": "scoring.engine.appraisal",
    "at_month": "scoring.rules.schedule",
    "panel": "scoring.engine.panel",
    "diagnose": "scoring.engine.diagnose.diagnosis",
    "read_inputs": "scoring.edge.returns.reading",
    "read_rubric": "scoring.rules.reading",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        value: object = version("zone-scoring")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'scoring' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
