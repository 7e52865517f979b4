"""Laws of scores: better never loses, parts add up, ratios scale."""
