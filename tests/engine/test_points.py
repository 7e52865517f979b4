"""The points of one measure: shares, ladders, missing policies."""
