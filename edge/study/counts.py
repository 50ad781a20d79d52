"""Numbers with their nouns as text, for commands and reports."""


def count_with_noun(n: int, word: str) -> str:
    """Number with its noun: `1 gap` or `12 gaps`."""
    return f"{n} {word}{'' if n == 1 else 's'}"


def participant_count_text(n: int) -> str:
    """Number of participants as text: `1 participant` or `12 participants`."""
    return count_with_noun(n, "participant")
