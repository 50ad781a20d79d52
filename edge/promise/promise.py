"""The promise in each language. The documents, the notice, the settings file, the console and central all use this
text.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from edge.toml_text import read_toml

SENTENCES = ("least", "counts", "apart", "noise", "visit", "person")
"""Keys of the sentences in the full promise, in order."""
SHORT = ("least", "short_counts", "short_person")
"""Keys of the sentences in the promise's short form, which is for a sign."""
UNREAD = ("least_unread", "counts", "apart", "visit", "short_person")
SHORT_UNREAD = ("least_unread", "short_counts", "short_person")
"""Keys of the sentences in the promise's short form for a kiosk that does not detect smiles. These sentences do not
mention smiles.
"""


@cache
def promise_texts(language: str) -> Mapping[str, str]:
    """All texts of a language, by key. Every language has the same keys."""
    source = files("edge.promise").joinpath("texts").joinpath(f"{language}.toml")
    return {key: str(value) for key, value in read_toml(source.read_text(encoding="utf-8")).items()}


def promise_title(language: str) -> str:
    """Heading of the promise in this language."""
    return promise_texts(language)["title"]


def full_promise_text(language: str, minimums: tuple[int, int] | None = None, *, reads_smiles: bool = True) -> str:
    """The full promise. `minimums` are `k` and `k_reaction` of a kiosk; None for the promise about kiosks in
    general.
    """
    return _joined(language, SENTENCES if reads_smiles else UNREAD, minimums)


def visitors_promise_text(language: str, minimums: tuple[int, int], *, reads_smiles: bool = True) -> str:
    """The full promise for the notice: without the instruction to the operator, which no visitor can follow."""
    return _joined(language, SENTENCES if reads_smiles else UNREAD, minimums, protection=".")


def short_promise_text(language: str, minimums: tuple[int, int] | None = None, *, reads_smiles: bool = True) -> str:
    """The short form of the promise. It promises nothing that the full promise does not contain."""
    return _joined(language, SHORT if reads_smiles else SHORT_UNREAD, minimums)


def least_people_sentence(language: str) -> str:
    """The promise's first sentence, for kiosks in general: the minimum number of people for each number."""
    return _joined(language, SENTENCES[:1], None)


def _joined(
    language: str, keys: tuple[str, ...], minimums: tuple[int, int] | None, *, protection: str | None = None
) -> str:
    texts = promise_texts(language)
    k, k_reaction = minimums or ("k", texts["defaults"])
    joined = " ".join(texts[key] for key in keys)
    return joined.format(k=k, k_reaction=k_reaction, protection=protection or texts["protection"])
