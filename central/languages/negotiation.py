"""Chooses a language: the one in the user's settings, otherwise the first available one in Accept-Language, otherwise
English.
"""

from central.languages.codes import CODES
from central.languages.language import Language, find_language
from edge.accepted_language import accepted_language


def negotiate_language(own: str | None, accepted: str | None) -> Language:
    """Return the language of a user. `own`: language code in the user's settings. `accepted`: the Accept-Language
    header.
    """
    return find_language(own if own in CODES else accepted_language(accepted, CODES))
