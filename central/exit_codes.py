"""Exit codes of `vitrina-central`."""

DONE, UNEXPECTED, BAD_USAGE, NO_SOURCE = range(4)
REFUSED = 5  # by the broker; 4, a model file, is not used here
NO_DATABASE = 6
INTERRUPTED = 130
