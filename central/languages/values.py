"""Number as a value for a text: formatted for the language, with the plural form that selects the text variant."""

from babel import Locale
from fluent.runtime.types import FluentType


class Quantity(FluentType):
    """Formatted number. It compares equal to the name of its plural form, so that Fluent selects the right variant."""

    def __init__(self, text: str, form: str) -> None:
        self.text, self.form = text, form

    def format(self, _: Locale) -> str:
        """Return the formatted number."""
        return self.text

    def __eq__(self, other: object) -> bool:
        return other == self.form

    __hash__ = None  # type: ignore[assignment]
