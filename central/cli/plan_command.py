"""Runs `plan`. This module loads the packages for reports, so that the parser does not need to."""

import argparse
import json
import os
import sys

from central.cli.parser import open_named_store
from central.clock import now_ms
from central.exit_codes import DONE
from central.reports.plan import plan_experiment
from central.reports.plan_figures import NOTHING_STORED, PlanRequest, StoredFigures, read_figures
from central.reports.rendering.sheet import stream_screen
from central.reports.rendering.terminal import plan_text
from central.settings import DEFAULT_PATH, VARIABLE
from central.store.database import read_view, translate_database_errors
from central.store.scope import Scope
from central.store.sums import sum_all


def run_plan(options: argparse.Namespace) -> int:
    """Print a plan. It uses numbers from the store, or assumed numbers if no store is named."""
    asked = PlanRequest.in_points(
        options.difference,
        tenant=options.tenant,
        measure=options.measure,
        sites=options.sites,
        days=options.days,
        people=options.people,
    )
    found = plan_experiment(asked, _figures(options, asked), now_ms())
    if options.json:
        print(json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print(plan_text(found, stream_screen(sys.stdout, os.environ)).rstrip("\n"))
    return DONE


def _figures(options: argparse.Namespace, asked: PlanRequest) -> StoredFigures:
    """Return numbers from the store that the options or the usual settings file name. None without a store."""
    is_named = options.config is not None or options.data is not None or VARIABLE in os.environ
    if not is_named and not DEFAULT_PATH.exists():
        return NOTHING_STORED
    with open_named_store(options) as store, translate_database_errors():
        sum_all(store)
        with read_view(store) as connection:
            return read_figures(connection, Scope.whole_store(), asked)
