"""Names of the files of a picture."""

from pathlib import Path

from tests.pictures.browser import Scheme


def scheme_path(path: Path, scheme: Scheme) -> Path:
    """File of a picture in light or dark: `report.webp`, and `report-dark.webp` beside it."""
    return path if scheme == "light" else path.with_stem(f"{path.stem}-dark")
