"""Language codes. This module imports nothing, because the command line parser loads it."""

CODES = ("en", "de", "ru")
"""Available languages. The first one is the default."""
