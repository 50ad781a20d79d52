"""`vitrina study report`, `export` and `simulate`: options of what is made of a study."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_study_arguments
from edge.cli.study_command import add_command

MOST = 200  # participants, sessions or adverts of a simulated study
EXPORTS = ("bids", "csv", "parquet", "xdf")


def add_to_parser(actions: Commands) -> None:
    _add_report(actions)
    _add_export(actions)
    _add_simulate(actions)


def _add_report(actions: Commands) -> None:
    parser = add_command(
        actions,
        "report",
        "write a report as one HTML file: of the group, or of one participant",
        "vitrina study report adverts\n  vitrina study report adverts --participant w1 --out w1.html",
        _report,
        "Says what was measured, how well, who is left out, and what it does not say.\n"
        "Below five participants it shows persons, and no group.",
    )
    add_study_arguments(parser)
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--group", action="store_true", help="all participants (the default)")
    _add_participant(who)
    parser.add_argument("--session", metavar="N", type=int, help="session of the participant (default: the last)")
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="file to make (default: report-group.html, or report-W.html)"
    )
    parser.add_argument(
        "--films",
        metavar="FOLDER",
        type=Path,
        help="files of the adverts, named as these are, for stills below the curves (default: those of [player])",
    )


def _add_export(actions: Commands) -> None:
    parser = add_command(
        actions,
        "export",
        "write sessions as BIDS, CSV, Parquet or XDF into a new folder",
        "vitrina study export bids adverts adverts-bids\n"
        "  vitrina study export csv adverts w1-csv --participant w1 --without-share",
        _export,
        "Holds what the participants consent to at that moment. Who has not agreed to\n"
        "pass data on (scope share) is left out, unless you say --without-share. The\n"
        "study keeps a note of each export, so that a withdrawal lists it.",
    )
    parser.add_argument("kind", metavar="KIND", choices=EXPORTS, help=f"format: {', '.join(EXPORTS)}")
    add_study_arguments(parser)
    parser.add_argument("place", metavar="NEW", type=Path, help="folder to make, outside the study's folder")
    _add_participant(parser)
    parser.add_argument(
        "--without-share",
        action="store_true",
        help="take in also who has not the scope share: the export is then for nobody but you",
    )


def _add_simulate(actions: Commands) -> None:
    parser = add_command(
        actions,
        "simulate",
        "make a study without people, to try exports and reports",
        "vitrina study simulate trial --participants 12 --sessions 2 --ads 4",
        _simulate,
        "The recorder of real sessions writes it, with responses that are known: they are\n"
        "printed. Its folder must be new or empty.",
    )
    add_study_arguments(parser)
    parser.add_argument("--participants", metavar="N", type=_count, default=12, help="participants (default: 12)")
    parser.add_argument("--sessions", metavar="N", type=_count, default=1, help="sessions of each (default: 1)")
    parser.add_argument("--ads", metavar="N", type=_count, default=4, help="adverts a session (default: 4)")
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="the same seed gives the same people (1)")


def _add_participant(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--participant", metavar="W", help="this participant alone, such as w1 (default: all)")


def _report(options: argparse.Namespace) -> int:
    import scipy.special  # noqa: F401 the intervals need it: fail before the study is read

    from edge.settings.loading import load_settings
    from edge.study_sessions.report import ReportRequest, make_report

    request = ReportRequest(options.participant, options.session, options.out, options.films)
    return make_report(load_settings(options.config).settings, options.folder, request)


def _export(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study.export.export import ExportRequest
    from edge.study_sessions import export

    request = ExportRequest(options.kind, options.place, options.participant, not options.without_share)
    return export.run_export(load_settings(options.config).settings, options.folder, request)


def _simulate(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions.simulation.simulate import SimulationOptions, simulate_study

    wanted = SimulationOptions(options.participants, options.sessions, options.ads, options.seed)
    return simulate_study(load_settings(options.config).settings, options.folder, wanted)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST}")
    return int(text)
