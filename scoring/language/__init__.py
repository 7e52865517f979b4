"""Floor 1: words. Problems and their places, YAML, units, formulas; no tables, no files of data, no terminal."""
