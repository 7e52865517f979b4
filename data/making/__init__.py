"""The making of the example data: chance, names, zones, their economy, the files."""
