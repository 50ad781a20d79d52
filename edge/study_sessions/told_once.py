"""Keeps faults of a session's devices out of the log, because the session already prints each as a line."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGERS = ("edge.sources.process.status", "edge.sources.kits.status")
"""Loggers of the source states. Their warnings have the same texts as the alerts."""


@contextmanager
def log_faults_once() -> Iterator[None]:
    """While the context lasts, keep warnings out of the log if they are also alerts."""
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
