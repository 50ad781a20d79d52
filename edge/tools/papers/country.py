"""Country that the papers are for."""

from edge.law.codes import check_country
from edge.settings.settings import SettingsError


def country_of_papers(given: str | None, of_shop: str | None) -> str | None:
    """Country from the option, in capital letters such as "DE" or "US-IL", else that of the settings; None if nobody
    named one. Raises SettingsError if the option names none.
    """
    if not given:
        return of_shop
    try:
        return check_country(given.upper())
    except ValueError as error:
        raise SettingsError(f"papers: --country {given.upper()} {error}. Choose one of: vitrina law") from None
