"""Exit codes that all Vitrina commands use."""

DONE, UNEXPECTED, BAD_USAGE, NO_SOURCE, NO_MODEL, REFUSED = range(6)
