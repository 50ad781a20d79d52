"""One row a measure, from which store, reports and command line derive."""

import ast
from pathlib import Path

import pytest

CENTRAL = Path(__file__).parents[2] / "central"
MIGRATIONS = CENTRAL / "store/migrations"


@pytest.mark.parametrize("name", ["attention_s_sum", "valence", "hr_bpm", "scr_per_min"])
def test_the_name_of_a_measure_stands_in_one_source_file(name: str) -> None:
    """Apart from migrations, whose statements never change."""
    files = set()
    for path in CENTRAL.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if name in text and MIGRATIONS not in path.parents:
            nodes = ast.walk(ast.parse(text))
            texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
            files |= {path.relative_to(CENTRAL).as_posix()} if name in texts else set()
    assert files == {"measures.py"}
