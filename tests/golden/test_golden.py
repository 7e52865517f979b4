"""The shipped rubrics on their example data give exactly the same bytes."""
