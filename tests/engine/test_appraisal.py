"""The engine's appraisal: what an official would check."""
