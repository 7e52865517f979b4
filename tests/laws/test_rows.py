"""Laws of rows: subsets, splits, shuffles, permutations and renamings."""
