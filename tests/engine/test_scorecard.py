"""The engine's scorecard: what an official would check."""
