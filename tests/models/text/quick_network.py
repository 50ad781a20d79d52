"""A small network that reads drawn comments: trained and exported in seconds."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.serving.spec import ModelSpec
from models.text import data
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
    """Trains and exports a network on drawn comments and a tenth of the project's own; returns its spec."""
    from models import loop
    from models.text.export import export_network
    from models.text.task import TextTrainingTask

    drawn = write_comments(folder / "data" / "text", rows)
    with few_own_texts(folder / "own"):
        loop.train_task(TextTrainingTask(QUICK, drawn, 1), folder / "run")
    return export_network(folder / "run", folder / "data", folder / "zoo", name=NAME)


@contextmanager
def few_own_texts(folder: Path) -> Iterator[None]:
    """A tenth of the shop comments, no authors and no phrases: they would be most of a quick training."""
    folder.mkdir()
    for table in data.COMMENTS.glob("*.csv"):
        header, *rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / table.name).write_text("".join([header, *rows[::10]]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "COMMENTS", folder)
        patch.setattr(data, "AUTHORS_FOLDER", folder / "none")
        patch.setattr(data, "PHRASES_FOLDER", folder / "none")
        yield
