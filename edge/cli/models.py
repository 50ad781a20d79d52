"""`vitrina models`: train, evaluate and export models."""

import argparse
import sys
from importlib import import_module

from edge.cli.parser import Commands, add_command
from edge.exit_codes import BAD_USAGE

PROGRAMS = {
    "train": "models.train",
    "evaluate": "models.evaluate.command",
    "export": "models.export",
    "gate": "models.gate",
    "card": "models.card.command",
    "fetch": "models.fetch",
    "check": "models.check.command",
    "make": "models.make.command",
    "pack": "models.labelling.pack_command",
}
"""Modules of the model programs. Each module has a function `main(arguments, program)` that returns the exit code. The
modules are imported by name when the command runs, because edge does not import training code and a kiosk has no torch.
"""


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "models",
        "train, evaluate and export models",
        "vitrina models check smile.onnx --write --classes smile,other\n"
        "  vitrina models evaluate expression --data packed --split public --model own.json\n"
        "  vitrina models gate --help",
        _run,
        "train     train a model and export it\n"
        "evaluate  measure the accuracy of a model\n"
        "export    export a training run as ONNX files\n"
        "gate      check the results of a model against the limits for shipping\n"
        "card      measure a model, and write its model card\n"
        "fetch     download the model files of the face detectors\n"
        "check     check whether the kiosk can use your own expression model\n"
        "make      make an expression model from your own images, and judge it\n"
        "pack      pack your own images, recordings or comments for training",
    )
    parser.add_argument("program", choices=PROGRAMS, help="program to run; each has its own --help")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="arguments of the program")


def _run(options: argparse.Namespace) -> int:
    try:
        program = import_module(PROGRAMS[options.program])
    except ModuleNotFoundError as error:
        print(
            f"models {options.program}: {error.name} is not installed. Install it: pip install 'vitrina[train]'",
            file=sys.stderr,
        )
        return BAD_USAGE
    code: int = program.main(options.arguments, f"vitrina models {options.program}")
    return code
