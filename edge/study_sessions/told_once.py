"""Faults of a session's devices: the session prints each as a line, so the log does not repeat it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGERS = ("edge.sources.process.status", "edge.sources.kits.status")
"""Loggers of the source statuses. Their warnings have the texts of alerts."""


@contextmanager
def log_faults_once() -> Iterator[None]:
    """Keep warnings that are also alerts out of the log while the context lasts."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    for logger in loggers:
        logger.addFilter(_is_no_warning)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(_is_no_warning)


def _is_no_warning(record: logging.LogRecord) -> bool:
    return record.levelno != logging.WARNING
