"""python -m models.export RUN: exports the averaged weights of a training run as ONNX files with their model
settings.
"""

import argparse
import sys
from pathlib import Path

from models.command_line import add_data_option
from models.data import DataMissingError
from models.serving.hardening import harden_process
from models.serving.spec import ZOO
from models.tasks import TASKS, LibraryMissingError, load_exporter


def main(arguments: list[str] | None = None, program: str = "python -m models.export") -> int:
    """Export a run and return the exit code: 0 done, 2 bad usage or a library missing, 3 data or run missing."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Export the averaged weights of a training run as ONNX files, with the model settings.",
        epilog=f"example:\n  {program} runs/own --task expression --data packed --zoo runs/own --name own",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", type=Path, help="folder that the training wrote, such as runs/expression")
    parser.add_argument("--task", choices=TASKS, help="task of the run (default: the first word of the folder name)")
    add_data_option(parser)
    parser.add_argument("--zoo", type=Path, default=ZOO, metavar="DIR", help="output folder (default: models/zoo)")
    parser.add_argument("--name", help="name of the model (default: derived from its number of parameters)")
    options = parser.parse_args(arguments)
    task = options.task or options.run.name.partition("-")[0]
    if task not in TASKS:
        parser.error(f"the folder name {options.run} does not start with a task: name the task with --task")
    try:
        spec = load_exporter(task)(options.run, options.data, options.zoo, options.name)
    except LibraryMissingError as missing:
        print(missing, file=sys.stderr)
        return 2
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    print(f"{spec.path}\n{spec.label}  temperature {spec.temperature}  {dict(spec.metrics['held_out'])}")
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
