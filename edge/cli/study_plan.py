"""`vitrina study plan`: options of the plan of a study."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_study_arguments, load_named_settings
from edge.cli.study_command import add_command


def add_to_parser(actions: Commands) -> None:
    parser = add_command(
        actions,
        "plan",
        "store the plan of a study with the power of its tests, before the first session",
        "vitrina study plan ad-study plan.toml --try\n"
        "  vitrina study plan ad-study plan.toml\n"
        "  vitrina study plan ad-study",
        _plan,
        "The file lists comparisons, number of participants and rules of exclusion\n"
        "(vitrina docs studies). The power comes from simulated studies. A plan never\n"
        "changes: a changed file becomes a new version, and the earlier ones stay. The\n"
        "report lists the tests that were planned before the first session, and calls\n"
        "everything else exploratory. Without FILE, the command prints the stored versions.",
    )
    add_study_arguments(parser)
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="TOML file (default: print stored versions)")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--try",
        dest="is_trial",
        action="store_true",
        help="store nothing, and print the power for half to twice the number of participants",
    )
    kind.add_argument("--json", action="store_true", help="print the stored versions as a JSON list")


def _plan(options: argparse.Namespace) -> int:
    import scipy.special  # noqa: F401 intervals need it: fail before the study is read

    from edge.study.errors import StudyError
    from edge.study_sessions import plan

    settings = load_named_settings(options)
    if options.file is None and options.is_trial:
        raise StudyError("study: --try needs the file of a plan. Name it: vitrina study plan DIR FILE --try")
    if options.file is None or options.json:
        return plan.print_plans(settings, options.folder, options.json)
    return plan.store_plan(settings, options.folder, options.file, options.is_trial)
