"""Words of the documents that somebody wrote by hand.

Not counted: blocks of code, tables, comments, addresses of links, and parts that a command writes, which stand between
`<!-- NAME: … -->` and `<!-- /NAME -->`, or `<!-- made by … -->` and `<!-- end … -->`. A word has a letter or a digit.
"""

import re
from collections import Counter
from pathlib import Path

_LEFT_OUT = (
    re.compile(r"^<!-- made by .*?^<!-- end[^>]*-->", re.MULTILINE | re.DOTALL),
    re.compile(r"^<!-- ([\w -]+)[^>]*-->\n.*?^<!-- /\1 -->", re.MULTILINE | re.DOTALL),
    re.compile(r"^ *(`{3,}|~{3,}).*?^ *\1", re.MULTILINE | re.DOTALL),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"^ *\|.*$", re.MULTILINE),
    re.compile(r"<[^<>]+>"),
    re.compile(r"(?<=\])\([^)\s]*\)"),
)
BESIDE = "beside docs"


def count_words(text: str) -> int:
    """Number of words in a Markdown text that were written by hand."""
    for part in _LEFT_OUT:
        text = part.sub(" ", text)
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def count_by_folder(documents: dict[str, str]) -> dict[str, int]:
    """Words by folder of docs, from the text of each document. Documents in other places count as BESIDE."""
    counts: Counter[str] = Counter()
    for path, text in documents.items():
        parts = Path(path).parts
        folder = BESIDE if parts[0] != "docs" else "/".join(parts[1:-1]) or "."
        counts[folder] += count_words(text)
    return dict(sorted(counts.items()))
