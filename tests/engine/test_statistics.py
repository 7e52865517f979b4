"""Cohort statistics against Python's own statistics and fractions."""
