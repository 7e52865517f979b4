"""The engine's cases: what an official would check."""
