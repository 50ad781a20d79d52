"""Packs labelled comments for the training of a text model.

Comments are a CSV file with the columns text, label, language and author. Labels are negative, neutral and positive.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from models.data import DataMissingError, is_measured, write_licence
from models.labelling.tables import write_rows
from models.serving.features.text import clean_text
from models.text.data import LANGUAGES, OWN, TABLE
from models.text.recipe import CLASSES

COLUMNS = ("text", "label", "language", "author")
PACKED_COLUMNS = ("id", "language", "source", "split", "label", "emotions", "text")


def read_comments(path: Path) -> list[dict[str, str]]:
    """Rows of the file. Raises DataMissingError if it cannot be read, or lacks a column."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, AttributeError) as broken:
        raise DataMissingError(f"pack: {path} cannot be read ({broken}). Name a CSV file in UTF-8.") from broken
    if missing := [name for name in COLUMNS if not rows or name not in rows[0]]:
        raise DataMissingError(
            f"pack: {path} has no rows, or lacks columns: {', '.join(missing)}. Write the header {','.join(COLUMNS)}."
        )
    return rows


def unusable_reason(row: Mapping[str, str]) -> str:
    """Reason for which a row cannot be used; empty if it can."""
    if not clean_text(row["text"]):
        return "there is no text"
    if row["label"] not in CLASSES:
        return f"the label {row['label']!r} is none of {', '.join(CLASSES)}"
    if row["language"] not in LANGUAGES:
        return f"the language {row['language']!r} is none of {', '.join(LANGUAGES)}"
    return "" if row["author"] else "there is no author: nobody may write both training and test comments"


def pack_comments(path: Path, out: Path, licence: str, note: str) -> str:
    """Pack the comments and return the report. Raises DataMissingError before anything is written."""
    used: dict[tuple[str, str], dict[str, object]] = {}
    unused = []
    for line, row in enumerate(read_comments(path), 2):
        text = clean_text(row["text"])
        reason = unusable_reason(row) or ("the text is there twice" if (row["language"], text) in used else "")
        if reason:
            unused.append((line, reason))
            continue
        split = "public" if is_measured(row["author"].lower()) else "train"
        facts = {"id": f"{OWN}-{line}", "language": row["language"], "source": OWN, "split": split}
        used[row["language"], text] = {**facts, "label": row["label"], "text": text}
    rows = list(used.values())
    report = "\n".join(comment_report(rows, unused, path))
    if not any(row["split"] == "train" for row in rows):
        raise DataMissingError(f"{report}\npack: no comment can be used for training. Nothing was written.")
    out.mkdir(parents=True, exist_ok=True)
    write_rows(out / TABLE, PACKED_COLUMNS, rows)
    write_licence(out, licence, note)
    return report


def comment_report(
    rows: Sequence[Mapping[str, object]], unused: Sequence[tuple[int, str]], path: Path
) -> Iterator[str]:
    """Lines with the counts by language and label, and the rows that were not used."""
    yield f"{'':12}{'training':>10}{'test part':>10}"
    counts = Counter((row["language"], row["label"], row["split"]) for row in rows)
    for language in LANGUAGES:
        for label in CLASSES:
            train, public = counts[language, label, "train"], counts[language, label, "public"]
            if train or public:
                yield f"{language} {label:9}{train:10}{public:10}"
    yield f"not used: {len(unused)}"
    yield from (f"  {path}, line {line}: {reason}" for line, reason in unused)
