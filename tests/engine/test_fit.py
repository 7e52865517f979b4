"""Freezing scales: the numbers they come to, and the problems of fitting."""
