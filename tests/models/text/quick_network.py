"""A small network that reads drawn comments: trained and exported in seconds."""

import fcntl
import os
from pathlib import Path

import pytest

from models.serving.spec import ModelSpec
from models.text.recipe import QUICK
from tests.models.text.made_comments import write_comments

NAME = "text-quick"


def quick_network(factory: pytest.TempPathFactory) -> ModelSpec:
    """The network, made once for all processes of a run. Beside its folder lies the data, as `data/text`."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "quick-comments"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        spec = folder / "zoo" / f"{NAME}.json"
        return ModelSpec.load(spec) if spec.exists() else make_network(folder)


def make_network(folder: Path, rows: int = 1200) -> ModelSpec:
    """Trains and exports a network on drawn comments and the project's own; returns its spec."""
    from models import loop
    from models.text.export import export
    from models.text.task import TextTrainingTask

    data = write_comments(folder / "data" / "text", rows)
    loop.run(TextTrainingTask(QUICK, data, 1), folder / "run")
    return export(folder / "run", folder / "data", folder / "zoo", name=NAME)
