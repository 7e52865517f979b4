"""From a document to a rubric: frozen types, and the reading that checks every reference, unit and sum."""
