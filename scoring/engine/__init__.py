"""Floor 3: tables in, tables out. Collect, verify, fit, score, rank; no files and no terminal."""
