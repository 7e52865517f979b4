"""The engine's scales: what an official would check."""
