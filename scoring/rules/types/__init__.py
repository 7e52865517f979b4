"""The frozen types of a rubric, by subject; :mod:`scoring.rules.rubric` is the door to all of them."""
