"""Counts in words, for commands and reports."""


def count_with_noun(n: int, word: str) -> str:
    """`1 gap` or `12 gaps`."""
    return f"{n} {word}{'' if n == 1 else 's'}"


def participant_count_text(n: int) -> str:
    """`1 participant` or `12 participants`."""
    return count_with_noun(n, "participant")
