"""Exit codes of all commands."""

DONE, UNEXPECTED, BAD_USAGE, NO_SOURCE, NO_MODEL, REFUSED = range(6)
