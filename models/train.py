"""python -m models.train TASK: trains a network and exports it; what was stopped goes on after its last whole epoch."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.body.cross_validate import cross_validate
from models.body.export import export as export_body
from models.body.task import task as body_task
from models.data import DATA, DataMissingError
from models.expression.export import export as export_expression
from models.expression.task import task as expression_task
from models.loop import run
from models.serving.spec import LICENCES, ModelFileError, ModelSpec
from models.voice.export import export as export_voice
from models.voice.task import task as voice_task

TASKS: dict[str, tuple[Callable[..., Any], Callable[..., ModelSpec]]] = {
    "expression": (expression_task, export_expression),
    "voice": (voice_task, export_voice),
    "body": (body_task, export_body),
}

EXPRESSION_ALONE = ("teacher", "said", "licence", "licence_note", "start_from")


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data missing, 4 the network to start from missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.train",
        description="Train a network; a run that was stopped goes on after its last whole epoch.",
        epilog="example: python -m models.train expression --quick",
    )
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: runs/TASK, or runs/TASK-quick")
    parser.add_argument("--quick", action="store_true", help="a small network, in about a minute")
    parser.add_argument("--seed", type=int, default=1)
    teaching = parser.add_argument_group("expression alone")
    teaching.add_argument("--teacher", action="store_true", help="a wide network, for others to learn from")
    teaching.add_argument("--said", type=Path, metavar="FILE", help="what teachers said: models.expression.teachers")
    own = parser.add_argument_group("expression, of pictures of one's own (docs/networks.md)")
    own.add_argument("--licence", choices=LICENCES, help="what the pictures allow; default: evaluation")
    own.add_argument("--licence-note", metavar="TEXT", help="who gave you the right, in a sentence")
    own.add_argument(
        "--start-from",
        metavar="NAME",
        help="a network to begin from (with --said: a second run); its licence is inherited",
    )
    judging = parser.add_argument_group("body alone")
    judging.add_argument("--cross-validate", action="store_true", help="a network for each person, judged on that one")
    chosen = parser.parse_args(arguments)
    if chosen.cross_validate and chosen.task != "body":
        parser.error("--cross-validate is for body alone")
    asked = {name: value for name in EXPRESSION_ALONE if (value := getattr(chosen, name))}
    if asked and chosen.task != "expression":
        parser.error(f"--{next(iter(asked)).replace('_', '-')} is for expression alone")
    if (chosen.licence is None) != (chosen.licence_note is None):
        parser.error("--licence and --licence-note are wanted together: what the pictures allow, and who says so")
    if chosen.start_from and (chosen.quick or chosen.teacher):
        parser.error("--start-from has a recipe of its own: leave out --quick and --teacher")
    out = chosen.out or Path("runs") / f"{chosen.task}{'-quick' if chosen.quick else ''}"
    make, export = TASKS[chosen.task]
    try:
        task = make(chosen.data, chosen.seed, quick=chosen.quick, **asked)
        if chosen.cross_validate:
            print(json.dumps(cross_validate(task, out), indent=2))
            return 0
        run(task, out)
        spec = export(out, chosen.data, out)
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
    sys.exit(main())
