"""docs/develop/packages.md has every package of the program."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "develop" / "packages.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("top", ["edge", "central", "models"])
def test_every_package_is_in_the_tables(top: str) -> None:
    """Whoever adds a package says there what it is for."""
    tables = PAGE.partition("\n## Import rules")[0].replace("/", "`")
    names = {path.parent.name for path in (ROOT / top).glob("*/__init__.py")}
    assert {name for name in names if f"`{name}`" not in tables} == set()
