"""Codes of the languages. This file imports nothing: the parser of commands reads it."""

CODES = ("en", "de", "ru")
"""Languages that there are. The first is that of a reader who asks for none of them."""
