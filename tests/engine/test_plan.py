"""The engine's plan: what an official would check."""
