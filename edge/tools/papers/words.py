"""Words of the papers that depend on a value of the settings, and numbers as each language writes them."""

from collections.abc import Mapping

from edge.papers.build import read_paper_text
from edge.papers.paper import Language


def paper_words(language: Language) -> Mapping[str, str]:
    """All words in one language, by key."""
    return {key: str(texts[language]) for key, texts in read_paper_text("values").items()}


def decimal_text(value: float, language: Language) -> str:
    """A number with the decimal separator of the language."""
    return f"{value:g}".replace(".", "," if language == "de" else ".")


def percent_text(share: float | None, language: Language) -> str:
    """A share as per cent with one decimal; empty for None."""
    if share is None:
        return ""
    return f"{100 * share:.1f} %".replace(".", "," if language == "de" else ".")
