"""Speed and memory of the engine against hand-written floors and other packages: ``python -m benchmarks``."""

import os

# Linear algebra on one thread: floors and peers are what their authors wrote, not what a library spreads over cores.
for _library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
