"""Other packages of the field, imported in peace: their warnings are theirs."""

from __future__ import annotations

import warnings
from importlib import import_module
from types import ModuleType


def package(name: str) -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(name)
