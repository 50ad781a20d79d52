"""`vitrina study report`, `export` and `simulate`: options for the results of a study."""

import argparse
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

from edge.cli.parser import Commands, add_study_arguments, load_named_settings
from edge.cli.study_command import add_command

if TYPE_CHECKING:
    from edge.study.scenes import Scene  # loaded when a report or an export is written

MOST = 200  # participants, sessions or ads of a simulated study
LARGEST_DIFFERENCE = 2
"""Largest difference between simulated groups, in standard deviations. With more, probabilities would reach 1."""
EXPORTS = ("bids", "csv", "parquet", "xdf")


def add_to_parser(actions: Commands) -> None:
    _add_report(actions)
    _add_export(actions)
    _add_simulate(actions)


def _add_report(actions: Commands) -> None:
    parser = add_command(
        actions,
        "report",
        "write a report about the group or one participant as one HTML file",
        "vitrina study report ad-study\n  vitrina study report ad-study --participant w1 --out w1.html",
        _report,
        "The report shows what was measured and how well, who is excluded, and what the\n"
        "results do not mean. With fewer than five participants, it shows only individual\n"
        "results and no group results.",
    )
    add_study_arguments(parser)
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--group", action="store_true", help="all participants (the default)")
    _add_participant(who)
    who.add_argument(
        "--methods",
        action="store_true",
        help="write no file, but print a paragraph about plan, participants, devices and exclusions for a paper",
    )
    parser.add_argument("--session", metavar="N", type=int, help="session of the participant (default: the last one)")
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="file to write (default: report-group.html, or report-W.html)"
    )
    parser.add_argument(
        "--ads",
        dest="films",
        metavar="FOLDER",
        type=Path,
        help="folder with the ads' files, each named after its ad, for still images below the curves (default: the "
        "folder of [player])",
    )
    _add_scenes(parser)


def _add_export(actions: Commands) -> None:
    parser = add_command(
        actions,
        "export",
        "write sessions as BIDS, CSV, Parquet or XDF into a new folder",
        "vitrina study export bids ad-study ad-study-bids\n"
        "  vitrina study export csv ad-study w1-csv --participant w1 --without-share",
        _export,
        "The export contains only what the participants consent to at this moment. It\n"
        "excludes participants who have not agreed to share their data (scope share),\n"
        "unless you add --without-share. The study keeps a record of each export, so\n"
        "that a withdrawal can list it.",
    )
    parser.add_argument("kind", metavar="KIND", choices=EXPORTS, help=f"format: {', '.join(EXPORTS)}")
    add_study_arguments(parser)
    parser.add_argument("place", metavar="NEW", type=Path, help="folder to create, outside the study's folder")
    _add_participant(parser)
    parser.add_argument(
        "--without-share",
        action="store_true",
        help="include participants who do not consent to the scope share; do not pass this export on to anybody",
    )
    parser.add_argument(
        "--personal",
        action="store_true",
        help="include the attributes that attributes.toml calls personal (default: only the others)",
    )
    _add_scenes(parser)


def _add_simulate(actions: Commands) -> None:
    parser = add_command(
        actions,
        "simulate",
        "create a study without people, to try out exports and reports",
        "vitrina study simulate trial --participants 12 --sessions 2 --ads 4",
        _simulate,
        "The command prints the simulated responses, and records them with the recorder\n"
        "for real sessions. The folder must be new or empty.",
    )
    add_study_arguments(parser)
    parser.add_argument(
        "--participants", metavar="N", type=_count, default=12, help="number of participants (default: 12)"
    )
    parser.add_argument("--sessions", metavar="N", type=_count, default=1, help="sessions per participant (default: 1)")
    parser.add_argument("--ads", metavar="N", type=_count, default=4, help="ads per session (default: 4)")
    parser.add_argument(
        "--difference",
        metavar="SD",
        type=_difference,
        help="divide the participants into groups a and b, and make the smiles of group b wider by this many standard "
        "deviations (default: no groups)",
    )
    parser.add_argument(
        "--seed", metavar="N", type=int, default=1, help="random seed: the same seed gives the same people (default: 1)"
    )


def _add_participant(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--participant", metavar="W", help="only this participant, such as w1 (default: all)")


def _add_scenes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scenes",
        metavar="FILE",
        type=Path,
        help="scenes of the ads as CSV with creative,start_s,end_s,label; times in seconds of the ad's video",
    )


def _read_scenes(options: argparse.Namespace) -> "tuple[Scene, ...]":
    from edge.study.scenes import read_scenes

    return () if options.scenes is None else read_scenes(options.scenes)


def _report(options: argparse.Namespace) -> int:
    import scipy.special  # noqa: F401 intervals need it: fail before the study is read

    from edge.study_sessions.report import ReportRequest, make_report, print_methods

    if options.methods:
        return print_methods(load_named_settings(options), options.folder)
    request = ReportRequest(options.participant, options.session, options.out, options.films, _read_scenes(options))
    return make_report(load_named_settings(options), options.folder, request)


def _export(options: argparse.Namespace) -> int:
    from edge.study.export.export import ExportRequest
    from edge.study_sessions import export

    request = ExportRequest(
        options.kind,
        options.place,
        options.participant,
        shared_only=not options.without_share,
        with_personal=options.personal,
        scenes=_read_scenes(options),
    )
    return export.run_export(load_named_settings(options), options.folder, request)


def _simulate(options: argparse.Namespace) -> int:
    from edge.study_sessions.simulation.simulate import SimulationOptions, simulate_study

    wanted = SimulationOptions(options.participants, options.sessions, options.ads, options.seed, options.difference)
    return simulate_study(load_named_settings(options), options.folder, wanted)


def _difference(text: str) -> float:
    try:
        difference = float(text)
    except ValueError:
        difference = nan
    if not abs(difference) <= LARGEST_DIFFERENCE:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from -{LARGEST_DIFFERENCE} to {LARGEST_DIFFERENCE}")
    return difference


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST}")
    return int(text)
