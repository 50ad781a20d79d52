"""Runs `report`, `compare`, `experiment` and `trend`. This module loads the packages for reports, so that the parser
does not need to.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace

from central.cli.film_strips import add_film_titles
from central.cli.report_options import answer_time_ms, build_request, open_chosen_source, writes_page
from central.cli.report_output import show_comments, show_comparison, show_experiment, show_reports, show_trend
from central.exit_codes import DONE
from central.reports import answers
from central.reports.comment_answers import CreativeFilter, answer_comments
from central.reports.planned_ends import plan_end, read_last_day
from central.reports.selection import creative_names, day_number, only_tenant
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store

ALL = Scope.whole_store()
MOST_COMPARED = 6
"""Largest number of ads that a page compares with each other."""


def run_report(options: argparse.Namespace) -> int:
    """Report about creatives. A page with only a few creatives starts with a comparison of them."""
    with open_chosen_source(options) as source:
        with read_view(source.store) as connection:
            names = options.creative or creative_names(connection, ALL, options.tenant)
            request, at_ms = build_request(options), answer_time_ms()
            found = answers.answer_reports(connection, ALL, names, request, at_ms, source.sums)
            together = None
            if _is_compared(options, names):
                together = answers.answer_comparison(connection, ALL, names, "smile", request, at_ms, source.sums)
        found, strips = add_film_titles(found, options, source.store)
    if together is not None:
        together = together.model_copy(update={"reports": found})
    show_reports(found, strips, together, options)
    return DONE


def _is_compared(options: argparse.Namespace, names: Sequence[str]) -> bool:
    return writes_page(options) and 1 < len(set(names)) <= MOST_COMPARED


def run_compare(options: argparse.Namespace) -> int:
    """Compare creatives."""
    with open_chosen_source(options) as source:
        with read_view(source.store) as connection:
            request = build_request(options)
            found = answers.answer_comparison(
                connection, ALL, options.creative, options.measure, request, answer_time_ms(), source.sums
            )
        reports, strips = add_film_titles(found.reports, options, source.store)
    show_comparison(found.model_copy(update={"reports": reports}), strips, options)
    return DONE


def run_experiment(options: argparse.Namespace) -> int:
    """Report about an experiment. Its page also has the reports of its creatives."""
    with open_chosen_source(options) as source:
        store = source.store
        if options.until is not None and not _plan(store, options):
            print(
                f"experiment: saved {options.until} as the planned end of {options.experiment}, which has no plays yet."
            )
            return DONE
        with read_view(store) as connection:
            request = build_request(options)
            found = answers.answer_experiment(
                connection, ALL, options.experiment, options.measure, options.at, request, answer_time_ms()
            )
            creatives = sorted({name for arm in found.arms for name in arm.creatives}) if writes_page(options) else []
            request = replace(request, tenant=found.tenant)
            of_arms = answers.answer_reports(connection, ALL, creatives, request, answer_time_ms()) if creatives else []
        of_arms, strips = add_film_titles(of_arms, options, store)
    show_experiment(found, of_arms, strips, options)
    return DONE


def _plan(store: Store, options: argparse.Namespace) -> bool:
    """Save the planned end of an experiment and its metric. Return False if the store contains nothing about the
    experiment.
    """
    name, tenant, number = options.experiment, options.tenant, day_number(options.until)
    assert number is not None
    with store.engine.begin() as connection:
        of = tenant or only_tenant(connection) or answers.find_experiment_tenant(connection, ALL, name)
        plan_end(connection, of, name, number, answer_time_ms(), options.measure)
        return read_last_day(connection, of, name) is not None


def run_comments(options: argparse.Namespace) -> int:
    """Show trends of comments over weeks."""
    with open_chosen_source(options) as source, read_view(source.store) as connection:
        chosen = CreativeFilter(options.tag, options.creative)
        found = answer_comments(connection, ALL, chosen, build_request(options), answer_time_ms())
    show_comments(found, options)
    return DONE


def run_trend(options: argparse.Namespace) -> int:
    """Show trends of creatives over weeks."""
    with open_chosen_source(options) as source, read_view(source.store) as connection:
        names, tag, request = options.creative, options.tag, build_request(options)
        found = answers.answer_trend(
            connection, ALL, names, tag, options.measure, request, answer_time_ms(), source.sums
        )
    show_trend(found, options)
    return DONE
