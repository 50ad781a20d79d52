"""Runs `lift`. This module loads the packages for reports, so that the parser does not need to."""

import argparse
import os
import sys

from central.cli.parser import open_named_store
from central.cli.report_output import print_json, write_page
from central.clock import now_ms
from central.errors import UsageError
from central.exit_codes import DONE
from central.languages.language import find_language
from central.reports.lift import LiftRequest, answer_lift
from central.reports.lift_forecast import ForecastRequest, forecast_lift
from central.reports.rendering.lift_page import lift_page
from central.reports.rendering.lift_text import forecast_text, lift_text
from central.reports.rendering.sheet import stream_screen
from central.reports.selection import NAME_ONE, only_tenant
from central.store.database import read_view, translate_database_errors
from central.store.scope import Scope
from central.store.sums import sum_all

ALL = Scope.whole_store()


def run_lift(options: argparse.Namespace) -> int:
    """Answer whether an arm sells more. Raises UsageError."""
    writes_page = options.out is not None or options.pdf is not None
    if options.from_day is not None or options.to_day is not None:
        raise UsageError("lift: --from and --to are for a forecast. Write `lift plan --from DAY`, or omit them.")
    if options.language is not None and not writes_page:
        raise UsageError("lift: --language applies only to files. Add --out FILE.html or --pdf FILE.pdf")
    with open_named_store(options) as store, translate_database_errors():
        sum_all(store)
        with read_view(store) as connection:
            asked = LiftRequest(options.experiment, options.tenant, options.product)
            found = answer_lift(connection, ALL, asked, now_ms())
    if writes_page:
        write_page(options, lift_page(found, find_language(options.language)))
    elif options.json:
        print_json([found.model_dump(mode="json")])
    else:
        print(lift_text(found, stream_screen(sys.stdout, os.environ)).rstrip("\n"))
    return DONE


def run_forecast(options: argparse.Namespace) -> int:
    """Show how large a lift an experiment would find. Raises UsageError."""
    if options.from_day is None or options.product is None:
        raise UsageError("lift: a forecast needs --from DAY and --product NAME. Name a past of four weeks or more.")
    if options.out is not None or options.pdf is not None:
        raise UsageError("lift: a forecast is printed. Omit --out and --pdf, or use --json.")
    with open_named_store(options) as store, translate_database_errors(), read_view(store) as connection:
        tenant = options.tenant or only_tenant(connection)
        if tenant is None:
            raise UsageError(f"lift: the store has no tenant, or several. {NAME_ONE}.")
        asked = ForecastRequest(tenant, options.product, options.from_day, options.to_day)
        found = forecast_lift(connection, ALL, asked, now_ms())
    if options.json:
        print_json([found.model_dump(mode="json")])
    else:
        print(forecast_text(found, stream_screen(sys.stdout, os.environ)).rstrip("\n"))
    return DONE
