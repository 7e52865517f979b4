"""Returns: what zones hand in, read from files of every kind into the engine's tables."""
