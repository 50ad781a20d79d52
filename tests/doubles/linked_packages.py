"""Folder that stands in for the packages of an environment: links to what is installed here, so nothing is fetched."""

from importlib.metadata import distribution
from pathlib import Path


def link_distribution(folder: Path, name: str) -> None:
    """Links the modules and metadata of an installed distribution. Raises PackageNotFoundError."""
    found = distribution(name)
    for part in {file.parts[0] for file in found.files or () if file.parts[0] != ".."}:
        if not (folder / part).exists():  # two distributions may share a namespace
            (folder / part).symlink_to(str(found.locate_file(part)))
