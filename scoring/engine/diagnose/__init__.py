"""Diagnose: what the designer of a method needs to know before signing it."""
