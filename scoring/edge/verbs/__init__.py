"""What each verb of the command line does, a module a verb. Only :mod:`scoring.edge.cli` knows click."""
