"""Edge: files and people. What is read, written and shown; the engine below knows nothing of it."""
