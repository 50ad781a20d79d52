"""Settings file of a test."""

from pathlib import Path


def write(folder: Path, text: str) -> Path:
    path = folder / "vitrina.toml"
    path.write_text(text, encoding="utf-8")
    return path
