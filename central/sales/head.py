"""Checks the column names of a file of sales. A column about an hour, a receipt, a till, a card or a person refuses the
whole file.
"""

import re
from collections.abc import Sequence

from central.errors import UsageError

COLUMNS = ("date", "site", "product", "receipts", "units", "revenue")
CURRENCY = "currency"
"""Column that a file may have besides."""
WHY = (
    "Central stores totals by day and nothing finer, because totals of an hour, a till or a receipt could be matched"
    " with the people before a screen"
)
FORM = f"{','.join(COLUMNS)}, one line per day, shop and product"

_FINER = {
    "a time of day": "time hour hours hourly minute minutes timestamp datetime clock slot zeit uhrzeit stunde stunden"
    " heure hora ora час время",
    "a receipt": "receipt receiptid bon bons beleg belegnummer ticket transaction transactions transaktion invoice"
    " rechnung order orders basket чек чеки scontrino recu recibo",
    "a card": "card cards cardno loyalty iban pan karte karten kundenkarte kartennummer carte tarjeta карта",
    "a till": "till tills register registers pos terminal checkout lane kasse kassen caisse caja cassa касса",
    "a person": "customer customers client clients firstname lastname surname employee employees cashier staff clerk"
    " member members person persons people user users email mail phone age sex gender operator kunde kunden kundin"
    " mitarbeiter"
    " kassierer kassiererin клиент кассир",
}
_KIND = {word: kind for kind, words in _FINER.items() for word in words.split()}


def read_head(names: Sequence[str]) -> list[str]:
    """Names of the columns in lower case, in their order. Raises UsageError."""
    found = [name.strip().lower() for name in names]
    for name in found:
        if name not in (*COLUMNS, CURRENCY) and (kind := _finer_kind(name)) is not None:
            raise UsageError(
                f"sales: the file has the column {name!r}, which looks like {kind}. {WHY}. Export totals: {FORM}."
                " Nothing was stored."
            )
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise UsageError(
            f"sales: the first line of the file has no column {' and no column '.join(missing)}. Write it as {FORM}."
            " Nothing was stored."
        )
    other = [name for name in found if name not in (*COLUMNS, CURRENCY)]
    if other or len(set(found)) < len(found):
        what = f"the column {other[0]!r}, which sales do not have" if other else "a column twice"
        raise UsageError(f"sales: the file has {what}. Remove it, so that the file has {FORM}. Nothing was stored.")
    return found


def _finer_kind(name: str) -> str | None:
    """Kind of a column that is finer than a day; None for any other column."""
    parts = [part for part in re.split(r"[\W_]+", name) if part]
    stems = [re.sub(r"\d+$", "", part) for part in parts]
    for word in (*parts, *stems, "".join(parts)):
        if word in _KIND:
            return _KIND[word]
    for part in parts:
        for word, kind in _KIND.items():
            if len(word) >= 4 and (part.startswith(word) or part.endswith(word)):
                return kind
    return None
