"""python -m models.train TASK: trains a network and exports it; a stopped run resumes after its last whole epoch."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from models.data import DATA, DataMissingError
from models.serving.hardening import harden_process
from models.serving.spec import LICENCES, ModelFileError
from models.tasks import TASKS, LibraryMissingError, load_exporter, load_function, make_task

EXPRESSION_OPTIONS = ("teacher", "said", "licence", "licence_note", "start_from")

CROSS_VALIDATED = ("body", "laughter", "voice")
FOLDED = ("laughter", "voice")

FOLD_OPTIONS = {"epochs": 1001, "leave": 5, "count": 6}
"""Options of the cross-validation of voice, and the numbers from which on they make no sense."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m models.train",
        description="Train a network and export it. A stopped run resumes after its last whole epoch.",
        epilog="example: python -m models.train expression --quick",
    )
    parser.add_argument("task", choices=TASKS, help="kind of network")
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="DIR", help="folder of the training data (default: ../shared/data)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the run (default: runs/TASK, or runs/TASK-quick)"
    )
    parser.add_argument("--quick", action="store_true", help="train a small network, in about a minute")
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: %(default)s)")
    distillation = parser.add_argument_group("options for expression and text")
    distillation.add_argument(
        "--teacher", action="store_true", help="expression: train a wide network that others learn from"
    )
    distillation.add_argument(
        "--said",
        type=Path,
        metavar="FILE",
        help="learn from what models.expression.teachers or models.text.teacher wrote",
    )
    own = parser.add_argument_group("options for expression with your own pictures (models/README.md)")
    own.add_argument("--licence", choices=LICENCES, help="what the pictures may be used for (default: evaluation)")
    own.add_argument("--licence-note", metavar="TEXT", help="who gave you the right, in one sentence")
    own.add_argument(
        "--start-from",
        metavar="NAME",
        help="network to start from (with --said: a second run); also for text, without --said; the new network "
        "inherits its licence",
    )
    validation = parser.add_argument_group("options for body and voice")
    validation.add_argument(
        "--cross-validate",
        action="store_true",
        help="train a network without each person (body), and score it, or without each fifth of the people (voice)",
    )
    validation.add_argument(
        "--leave", type=int, metavar="N", help="with --cross-validate, for voice: train each network without N fifths"
    )
    validation.add_argument(
        "--epochs", type=int, metavar="N", help="with --cross-validate, for voice: train each network for N epochs"
    )
    validation.add_argument(
        "--count",
        type=int,
        metavar="N",
        help="with --cross-validate, for voice: train N networks of those that the run still lacks",
    )
    return parser


def _expression_options(options: argparse.Namespace, parser: argparse.ArgumentParser) -> dict[str, Any]:
    """Options that only the expression network takes. Ends with exit code 2 where options do not go together."""
    if options.cross_validate and options.task not in CROSS_VALIDATED:
        parser.error("--cross-validate is for body and voice alone")
    folded = options.cross_validate and options.task in FOLDED
    for name, limit in FOLD_OPTIONS.items():
        value = getattr(options, name)
        if value is not None and not (folded and 0 < value < limit):
            parser.error(f"--{name} is a number from 1 to {limit - 1}, for voice with --cross-validate alone")
    expression_options = {name: value for name in EXPRESSION_OPTIONS if (value := getattr(options, name))}
    foreign = set(expression_options) - ({"said", "start_from"} if options.task == "text" else set())
    if foreign and options.task != "expression":
        parser.error(f"--{min(foreign).replace('_', '-')} is not for {options.task}")
    if (options.licence is None) != (options.licence_note is None):
        parser.error("--licence and --licence-note are needed together: what the pictures allow, and who says so")
    if options.start_from and (options.quick or options.teacher):
        parser.error("--start-from has a recipe of its own: leave out --quick and --teacher")
    if options.task == "text" and options.start_from and options.said:
        parser.error("--start-from has no other teacher for text: leave out --said")
    return expression_options


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 done, 2 bad usage or a library missing, 3 data missing, 4 the network to start from missing."""
    parser = _parser()
    options = parser.parse_args(arguments)
    expression_options = _expression_options(options, parser)
    out = options.out or Path("runs") / f"{options.task}{'-quick' if options.quick else ''}"
    try:
        make, export = make_task(options.task), load_exporter(options.task)
        task = make(options.data, options.seed, quick=options.quick, **expression_options)
        if options.cross_validate:
            cross_validate = load_function(f"models.{options.task}.cross_validate", "cross_validate")
            given = {name: value for name in FOLD_OPTIONS if (value := getattr(options, name)) is not None}
            print(json.dumps(cross_validate(task, out, **given), indent=2))
            return 0
        load_function("models.loop", "train_task")(task, out)
        spec = export(out, options.data, out)
    except LibraryMissingError as missing:
        print(missing, file=sys.stderr)
        return 2
    except DataMissingError as missing:
        print(missing, file=sys.stderr)
        return 3
    except ModelFileError as wrong:
        print(wrong, file=sys.stderr)
        return 4
    print(f"{spec.path}\n{spec.label}  {json.dumps(spec.metrics['held_out'])}")
    print(f"licence: {spec.licence}. {spec.licence_note}")
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
