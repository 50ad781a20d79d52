"""A small network that reads drawn comments: trained and exported in seconds."""

from pathlib import Path

from models.serving.spec import ModelSpec
from models.text.recipe import QUICK
from tests.models.text.made_comments import write_comments


def quick_network(folder: Path, rows: int = 1200) -> ModelSpec:
    """Trains and exports a network on drawn comments and the project's own; returns its spec. `folder` keeps the data
    as `data/text`."""
    from models import loop
    from models.text.export import export
    from models.text.task import TextTrainingTask

    data = write_comments(folder / "data" / "text", rows)
    loop.run(TextTrainingTask(QUICK, data, 1), folder / "run")
    return export(folder / "run", folder / "data", folder / "zoo", name="text-quick")
