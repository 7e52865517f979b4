"""Advice: the smallest single improvement that gains a zone a place."""
