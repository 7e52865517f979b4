"""Formulas, curves and stairs as frame expressions, against the language's exact arithmetic."""
