"""From measures to totals: redistribution, limits, roundings, adjustments."""
