"""The engine's objections: what an official would check."""
