"""The shipped cases all pass."""
