"""Counts in words, as commands and reports write them."""


def plural(n: int, word: str) -> str:
    """`1 gap` or `12 gaps`."""
    return f"{n} {word}{'' if n == 1 else 's'}"


def headcount(n: int) -> str:
    """`1 participant` or `12 participants`."""
    return plural(n, "participant")
