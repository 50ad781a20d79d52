"""Drawn comments in the layout of data/text: the words say the label, so a small network learns them in seconds."""

import csv
import random
from pathlib import Path

WORDS = {
    "negative": ("awful", "broken", "rude", "cold", "slow", "dirty", "schlecht", "kaputt"),
    "neutral": ("where", "opens", "bought", "floor", "monday", "parking", "morgen", "gekauft"),
    "positive": ("lovely", "great", "friendly", "fresh", "thanks", "wonderful", "toll", "lecker"),
}
FILLERS = ("the", "shop", "today", "and", "it", "was", "coffee", "queue", "screen", "bread", "here", "we")


def drawn(rng: random.Random, label: str) -> str:
    """A text of some fillers and one or two words of its label."""
    words = [rng.choice(FILLERS) for _ in range(rng.randint(2, 8))] + rng.sample(WORDS[label], rng.randint(1, 2))
    rng.shuffle(words)
    return " ".join(words)


def write_comments(folder: Path, rows: int = 600) -> Path:
    """Writes comments.csv of English, and of German film dialogue that knows no neutral; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(1)
    with (folder / "comments.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["id", "language", "source", "split", "label", "emotions", "text"])
        writer.writeheader()
        for number in range(rows):
            is_film = number % 4 == 3
            label = rng.choice(("negative", "positive") if is_film else tuple(WORDS))
            writer.writerow(
                {
                    "id": f"drawn-{number}", "language": "de" if is_film else "en",
                    "source": "xed" if is_film else "goemotions", "split": "public" if number % 5 == 4 else "train",
                    "label": label, "emotions": "", "text": f"{drawn(rng, label)} {number}",
                }
            )  # fmt: skip
    return folder
