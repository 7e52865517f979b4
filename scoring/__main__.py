"""``python -m scoring``: the same as the command ``scoring``."""

from scoring.edge.cli import main

if __name__ == "__main__":
    main()
