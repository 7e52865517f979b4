"""The health-check card (体检单) of one zone: every number, and how it came about."""
