"""Suggests a name that messages allow, such as `mueller-gmbh` for "Müller GmbH"."""

import re
import unicodedata

LONGEST = 64
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l"})
_OTHERS = re.compile(r"[^a-z0-9_]+")


def propose_valid_name(text: str) -> str:
    """A valid name that is similar to the text and contains only a-z, 0-9, _ and -. Empty for a text without a Latin
    letter or digit.
    """
    spelled = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return _OTHERS.sub("-", plain).strip("-")[:LONGEST].rstrip("-")
