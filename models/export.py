"""python -m models.export RUN: the averaged weights of a run to ONNX files and their spec."""

import argparse
import sys
from pathlib import Path

from models.data import DATA, DataMissingError
from models.serving.spec import ZOO
from models.train import TASKS


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(prog="python -m models.export", description=__doc__)
    parser.add_argument("run", type=Path, help="folder that models.train wrote, for example runs/expression")
    parser.add_argument("--task", choices=sorted(TASKS), help="default: the first word of the folder's name")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--zoo", type=Path, default=ZOO, metavar="DIR", help="where the files go")
    parser.add_argument("--name", help="default: by the number of parameters")
    chosen = parser.parse_args(arguments)
    task = chosen.task or chosen.run.name.partition("-")[0]
    if task not in TASKS:
        parser.error(f"{chosen.run} does not say of which task it is: name it with --task")
    try:
        spec = TASKS[task][1](chosen.run, chosen.data, chosen.zoo, chosen.name)
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    print(f"{spec.path}\n{spec.label}  temperature {spec.temperature}  {dict(spec.metrics['held_out'])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
