"""The same examples in every run, so that a change is red because of the change; `make fuzz` looks for new ones."""

from __future__ import annotations

from hypothesis import settings

from tests.examples import FUZZ

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None, print_blob=True)
settings.load_profile("fuzz" if FUZZ else "steady")
