"""Recognizes frequent passwords, and decorated ones: `Password123!` is `password`.

The file names the source of the list and its licence.
"""

import gzip
from functools import cache
from importlib.resources import files

FILE = "common_passwords.txt.gz"


def is_common_password(password: str) -> bool:
    """True for a frequent password, and for one that is frequent without the digits and signs at its ends, or without
    its repetitions. Upper and lower case do not matter.
    """
    folded = password.casefold()
    return any(_without_repetition(each) in common_passwords() for each in (folded, _strip_signs(folded)))


@cache
def common_passwords() -> frozenset[str]:
    """The frequent passwords, in lower case."""
    content = gzip.decompress((files("central.store") / FILE).read_bytes()).decode("utf-8")
    return frozenset(line for line in content.splitlines() if line and not line.startswith("#"))


def _strip_signs(text: str) -> str:
    """The text from its first to its last letter."""
    letters = [at for at, letter in enumerate(text) if letter.isalpha()]
    return text[letters[0] : letters[-1] + 1] if letters else text


def _without_repetition(text: str) -> str:
    """The shortest part that gives the text when it is repeated."""
    at = (text + text).find(text, 1)
    return text[:at] if at > 0 else text
