"""The intended purpose of each use, in each language. Notice, reports, papers and documents quote these sentences."""

from typing import Literal

from edge.promise.promise import promise_texts

Use = Literal["shop", "research"]


def purpose(use: Use, language: str, *, reads_smiles: bool = True) -> str:
    """Sentences that state the intended purpose of this use. Those of a shop mention smiles only if it detects them."""
    if use == "research":
        return promise_texts(language)["purpose_research"]
    return promise_texts(language)["purpose_shop" if reads_smiles else "purpose_unread"]
