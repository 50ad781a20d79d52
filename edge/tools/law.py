"""`vitrina law`: prints known facts about the law of a place, with their sources, and what Vitrina does about them."""

import json
import shutil
import sys
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from textwrap import wrap

from edge.exit_codes import DONE
from edge.law.bases import ARTICLES, ASKS
from edge.law.codes import check_country
from edge.law.table import UNIONS, LawRow, LawTable, PlaceLaw, load_law_table
from edge.settings.settings import SettingsError

ADVICE = "This is for engineering, not legal advice. Other facts are not known: ask your data-protection officer."
OLD = "Older than a year: check whether it still holds."
UNDATED = "Its date is not known: check whether it still holds."
GERMAN = {"says_de", "source_de", "does_de"}
WIDTH = 100


def print_law(code: str | None, own_table: Path, today: date, *, as_json: bool) -> int:
    """Print known facts about a place, or the list of places if there is no code. `own_table`: the
    operator's own table, if it exists. Raises SettingsError for a bad code, and LawTableError.
    """
    table = load_law_table(own_table)
    if code is None:
        print("\n".join(f"{each:6} {place.name}" for each, place in table.places.items()))
        print("law: [site] country is not set. Add --country, such as --country DE-MV.", file=sys.stderr)
        return DONE
    law = table.place_law(_checked(code, table))
    if as_json:
        print(json.dumps(law_fields(law, today), indent=1, ensure_ascii=False))
    else:
        print("\n".join(law_lines(law, today, min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH))))
    return DONE


def day_of(now_s: float) -> date:
    """Day of a time in seconds since 1970 UTC, in UTC."""
    return datetime.fromtimestamp(now_s, timezone.utc).date()


def _checked(code: str, table: LawTable) -> str:
    try:
        return code if code in table.places else check_country(code)
    except ValueError as error:
        raise SettingsError(f"law: --country {code} {error}. Choose one of: vitrina law") from None


def law_fields(law: PlaceLaw, today: date) -> dict[str, object]:
    """Known facts about a place, as JSON values."""
    return {
        "country": law.code,
        "name": law.name,
        "is_known": law.is_known,
        "authority": law.authority,
        "starts_without_smiles": law.starts_without_smiles,
        "rows": [
            {**row.model_dump(mode="json", exclude=GERMAN), "place": place, "is_old": row.is_old(today)}
            for place, row in law.rows()
        ],
        "legal_bases": ASKS if law.asks_legal_basis else {},
    }


def law_lines(law: PlaceLaw, today: date, width: int) -> Iterator[str]:
    """Known facts about a place, as lines of at most `width` characters where words allow it."""
    yield law.code if law.name == law.code else f"{law.code} {law.name}"
    yield from _wrapped(_authority_text(law), width)
    if not law.is_known and law.code not in UNIONS:
        yield from _wrapped(f"Nothing is known here of the law of {law.name}. Ask your data-protection officer.", width)
    if law.lacks_part:
        text = f"The law differs between the parts of {law.name}. Name one, such as {law.example_part}."
        yield from _wrapped(text, width)
    for place, row in law.rows():
        yield ""
        yield from _row_lines(place, row, today, width)
    if law.asks_legal_basis:
        yield from ("", "[notice] legal_basis has no ready value. Choose one:")
        for basis, asks in ASKS.items():
            yield from _wrapped(f'"{basis}", Article {ARTICLES[basis]}: {asks}', width, "  ")
    yield ""
    yield from _wrapped(ADVICE, width)


def _authority_text(law: PlaceLaw) -> str:
    if law.authority is None:
        return "Data-protection authority: not known."
    website = next(place.website for place in law.places.values() if place.authority)
    return f"Data-protection authority: {law.authority}{f' ({website})' if website else ''}."


def _row_lines(place: str, row: LawRow, today: date, width: int) -> Iterator[str]:
    yield from _wrapped(f"{place}: {row.says}", width)
    yield from _wrapped(f"Source: {row.source}. Dated {row.date}, read on {row.read}.", width, "  ")
    if row.address:
        yield f"  {row.address}"
    if row.is_old(today):
        yield from _wrapped(f"! {UNDATED if row.has_no_date else OLD}", width, "  ")
    if row.does:
        yield from _wrapped(f"Vitrina: {row.does}", width, "  ")


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
