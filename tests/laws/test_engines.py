"""The same bytes whatever the engine and however many threads."""
