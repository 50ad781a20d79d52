"""Number as a value of a text: shown as the language writes it, it chooses a variant by its plural form."""

from babel import Locale
from fluent.runtime.types import FluentType


class Quantity(FluentType):
    """Number with its text. It is equal to the name of its plural form, by which Fluent chooses a variant."""

    def __init__(self, text: str, form: str) -> None:
        self.text, self.form = text, form

    def format(self, _: Locale) -> str:
        """The number as it is shown."""
        return self.text

    def __eq__(self, other: object) -> bool:
        return other == self.form

    __hash__ = None  # type: ignore[assignment]
