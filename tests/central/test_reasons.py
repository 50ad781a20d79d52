"""From how many sites on a report speaks of shops in general: once, for all who ask."""

import ast
from pathlib import Path

import pytest

from central.reasons import FEW_SITES, MIN_SITES
from central.recommend.rails import Limits
from central.reports.rendering.words import assurance_sentences, report_headline
from central.statistics.intervals import mean_of_sites
from tests.central.reports.examples import report

CENTRAL = Path(__file__).parents[2] / "central"


def test_the_number_of_sites_stands_in_one_file() -> None:
    files = set()
    for path in CENTRAL.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        nodes = ast.parse(text).body if "MIN_SITES" in text else []
        targets = [target for node in nodes if isinstance(node, ast.Assign) for target in node.targets]
        files |= {path.name for target in targets if isinstance(target, ast.Name) and target.id == "MIN_SITES"}
    assert files == {"reasons.py"}
    assert Limits().sites == MIN_SITES


@pytest.mark.parametrize("sites", [MIN_SITES - 1, MIN_SITES])
def test_statistics_and_words_go_by_the_same_number(sites: int) -> None:
    """The words follow the code that the statistics gave: they count no shops."""
    reason = mean_of_sites([20.0] * sites, [4.0] * sites).reason
    assert (reason == FEW_SITES) is (sites < MIN_SITES)
    made = report()
    smile = made.measures["smile"].model_copy(update={"reason": reason, "sites": 7})
    made = made.model_copy(update={"measures": {**made.measures, "smile": smile}})
    assert report_headline(made).startswith("In these 7\N{NO-BREAK SPACE}shops") is (sites < MIN_SITES)
    assert any("only to these shops" in text for text in assurance_sentences(made)) is (sites < MIN_SITES)
