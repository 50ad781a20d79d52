"""The tasks that can be trained, with the location of their task and export functions. These functions are imported by
name, so that a command without torch can say what to install.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from models.serving.spec import ModelSpec

TASKS = ("body", "expression", "laughter", "smile", "text", "voice")

INSTALL = "pip install 'vitrina[train]'"


class LibraryMissingError(Exception):
    """A library of the train extra is not installed."""


def make_task(task: str) -> Callable[..., Any]:
    """Function that creates the training task from its data. Raises LibraryMissingError."""
    make: Callable[..., Any] = load_function(f"models.{task}.task", "build_task")
    return make


def load_exporter(task: str) -> Callable[..., ModelSpec]:
    """Function that exports a training run of the task. Raises LibraryMissingError."""
    export: Callable[..., ModelSpec] = load_function(f"models.{task}.export", "export_network")
    return export


def load_function(module: str, name: str) -> Any:
    """A function of a module that needs the train extra. Raises LibraryMissingError."""
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.partition(".")[0] in ("models", "edge"):
            raise
        raise LibraryMissingError(f"models: {missing} is not installed. Install it: {INSTALL}") from None
