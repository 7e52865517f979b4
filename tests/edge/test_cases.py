"""Running case files."""
