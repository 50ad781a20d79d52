"""tables.py: rows of packed data are written as CSV."""

from pathlib import Path

from models.data import read_table
from models.labelling.tables import write_rows


def test_rows_come_back_with_empty_cells_for_missing_values(tmp_path: Path) -> None:
    """Commas and quotes too."""
    write_rows(tmp_path / "rows.csv", ("a", "b"), [{"a": 'x,"y"'}, {"a": 1, "b": 2}])
    assert read_table(tmp_path / "rows.csv") == [{"a": 'x,"y"', "b": ""}, {"a": "1", "b": "2"}]
