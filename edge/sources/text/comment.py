"""Text of one comment, from the page or a file, as the network reads it."""

import unicodedata

MAX_CHARACTERS = 280
_JOINERS = "\u200c\u200d"  # they make one letter or one emoji of several; all other format characters go
_LEFT_OUT = ("Cc", "Cf", "Cs")  # control, format, halves of a character that are alone


def clean(text: str) -> str:
    """The text in NFC, without control characters, each space of any kind as one blank, at most 280 characters.

    Empty if nothing is left.
    """
    kept = (" " if character.isspace() else character for character in text if _is_kept(character))
    words = " ".join("".join(kept).split())
    return unicodedata.normalize("NFC", words)[:MAX_CHARACTERS].strip()


def _is_kept(character: str) -> bool:
    return character.isspace() or character in _JOINERS or unicodedata.category(character) not in _LEFT_OUT
