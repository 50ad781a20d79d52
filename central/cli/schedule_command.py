"""Runs `schedule`. This module loads the packages for reports, so that the parser does not need to."""

import argparse
import json
import os
import sys

from central.cli.parser import open_named_store
from central.clock import now_ms
from central.errors import UsageError
from central.exit_codes import DONE
from central.reports.acceptance import Person, accept_recommendation
from central.reports.recommendation import Wanted, recommend
from central.reports.rendering.sheet import stream_screen
from central.reports.rendering.terminal import recommendation_text
from central.store import audit
from central.store.database import translate_database_errors
from central.store.scope import Scope
from central.store.sums import sum_all
from edge.messages.wire import time_text


def run_schedule(options: argparse.Namespace) -> int:
    """Print a recommendation without sending it. With --accept, the recommendation is saved for the end of a local
    day.
    """
    if options.at is not None and not options.accept:
        raise UsageError(
            "schedule: --at needs --accept: it sets the day after which the accepted playlist is sent. Add --accept."
        )
    at_ms = now_ms()
    wanted = Wanted(options.site, options.tenant, options.measure, options.weeks, dict(options.booked))
    with open_named_store(options) as store, translate_database_errors():
        sum_all(store)
        with store.engine.begin() as connection:
            found = recommend(connection, Scope.whole_store(), wanted, at_ms, options.at)
            made = (
                accept_recommendation(connection, found, Person(audit.COMMAND_LINE), at_ms) if options.accept else None
            )
    if options.json:
        print(json.dumps(found.value.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print(recommendation_text(found.value, stream_screen(sys.stdout, os.environ)).rstrip("\n"))
    if made is not None:
        print(
            f"schedule: accepted version {made.version} for {made.site}. `vitrina-central serve` sends it at"
            f" {time_text(made.due_ms / 1000)}, the end of the local day. `playlist push` before then cancels it.",
            file=sys.stderr,
        )
    return DONE
