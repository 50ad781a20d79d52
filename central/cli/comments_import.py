"""Runs `comments import`. This module loads the text model, so that the parser does not need to."""

import argparse
import re
import sys
from datetime import datetime, timezone

from central.cli.parser import open_or_make_store
from central.clock import DAY_MS, now_ms
from central.errors import UsageError
from central.exit_codes import DONE
from central.reports.selection import NAME_ONE, day_number, only_tenant
from central.reviews.counting import K, Reader, ReviewCounts, count_reviews
from central.reviews.network import open_reader
from central.reviews.review_file import Layout, open_reviews, read_reviews
from central.store import audit
from central.store.creatives import check_title
from central.store.database import read_view, translate_database_errors
from central.store.reviews import add_import, require_new_days
from central.store.store import Store
from edge.messages.wire import NAME

SHOWN = 20
"""Maximum number of bad rows to list. Further bad rows are only counted."""
EVERY = 1_000
"""Number of rows between two progress lines of an import."""


def run_import(options: argparse.Namespace) -> int:
    """Count the comments in a file, and store the counts unless this is a dry run. Raises UsageError or SourceError."""
    tag = check_title(options.tag)
    if tag is None:
        raise UsageError("comments: --tag is empty. Name the brand or campaign, as in `creative add --tag`.")
    with open_or_make_store(options) as store:
        with read_view(store) as connection:
            tenant = _tenant(options.tenant or only_tenant(connection))
        reader, model = open_reader(options.model)
        counts = _count_file(options, reader)
        _require_no_bad_rows(counts)
        days = {_number(day): by_class if sum(by_class) >= K else None for day, by_class in counts.days.items()}
        if options.dry_run:
            with read_view(store) as connection:
                require_new_days(connection, tenant, tag, list(days))
        else:
            _store(store, (tenant, tag, model), days)
    _print_counts(counts, f"{tenant}: {tag}", is_trial=options.dry_run)
    return DONE


def _tenant(name: str | None) -> str:
    if name is None:
        raise UsageError(f"comments: the store has no tenant, or several. {NAME_ONE}. Nothing was stored.")
    if re.fullmatch(NAME, name) is None:
        raise UsageError(f"comments: {name!r} is not a tenant name. Use a-z, 0-9, '_' and '-'. Nothing was stored.")
    return name


def _count_file(options: argparse.Namespace, reader: Reader) -> ReviewCounts:
    layout = Layout(options.text_column, options.date_column, options.date_format)
    tomorrow = datetime.fromtimestamp((now_ms() + DAY_MS) / 1000, timezone.utc).date()

    def report(number: int) -> None:
        if number % EVERY == 0:
            print(f"comments: read {number:,} rows", file=sys.stderr)

    with open_reviews(options.file) as file:
        return count_reviews(read_reviews(file, layout, tomorrow), reader, report)


def _require_no_bad_rows(counts: ReviewCounts) -> None:
    """Print the bad rows, and raise UsageError if there are any. A day can be imported only once, so a file cannot be
    imported in parts.
    """
    for row in counts.bad[:SHOWN]:
        print(f"comments: line {row.line}: {row.reason}", file=sys.stderr)
    if counts.bad:
        raise UsageError(
            f"comments: {len(counts.bad):,} rows of the file are not reviews. Correct or remove them: you"
            " cannot add missing rows later. Nothing was stored."
        )
    if not counts.days:
        raise UsageError("comments: the file has no review with a text. Check the column names. Nothing was stored.")


def _number(day: object) -> int:
    number = day_number(day)  # type: ignore[arg-type]
    assert number is not None
    return number


def _store(store: Store, names: tuple[str, str, str], days: dict[int, list[int] | None]) -> None:
    with translate_database_errors(), store.engine.begin() as connection:
        import_id = add_import(connection, *names, days)
        detail = f"number {import_id}, {names[0]}: {names[1]}"
        audit.record_entry(connection, audit.COMMAND_LINE, "comments.import", detail, tenant=names[0])


def _print_counts(counts: ReviewCounts, what: str, *, is_trial: bool) -> None:
    told = counts.told
    comments = sum(sum(by_class) for by_class in told.values())
    few = len(counts.days) - len(told)
    text = f"comments: {'would store' if is_trial else 'stored'} {comments:,} reviews of {len(told)} days for {what}"
    if few:
        text += f"; {few} days with fewer than {K} reviews are withheld"
    if counts.blank:
        text += f"; {counts.blank} rows have no text"
    print(f"{text}.", file=sys.stderr)
