"""Choice of a language: what the user has set, else the first of Accept-Language that there is, else English."""

from central.languages.codes import CODES
from central.languages.language import Language, find_language
from edge.accepted_language import accepted_language


def negotiate_language(own: str | None, accepted: str | None) -> Language:
    """Language of a reader. `own`: code that the user has set; `accepted`: the header Accept-Language."""
    return find_language(own if own in CODES else accepted_language(accepted, CODES))
