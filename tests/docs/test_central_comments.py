"""Commands of docs/central/data.md about comments, run as they are printed."""

from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")

from central.reviews.network import SHIPPED
from central.store.database import open_store
from central.store.location import Location
from central.store.reviews import add_import
from models.serving.spec import ZOO
from tests.central.reports.shops import Shop, stored, time_of
from tests.docs.test_central import block_with, run

DAY = 20_781


def test_comments_are_followed(tmp_path: Path) -> None:
    """Of all shops as text, of an advert at a shop as a table."""
    shop = Shop("sim-1/site-0001/door")
    for day in range(8):
        span = {"from": time_of(day, 0), "to": time_of(day, 8)}
        shop.add("comments", at=time_of(day, 8.1), **span, creative="advert_a")
    with stored(tmp_path, shop.made):
        said = run(block_with("comments trend --data simulated"), tmp_path, {"--data simulated": "--data data"})
    assert "Comments at the kiosks, all shops: 62 % are positive" in said
    assert "advert_a,2026-11-02,kiosks,positive,91,70,0.6153846154" in said


def test_reviews_are_imported_listed_and_removed(tmp_path: Path) -> None:
    """Without a network for texts, from the list on."""
    lines = [f"2026-11-24,The {number}th cup was wonderful" for number in range(12)]
    (tmp_path / "reviews.csv").write_text("\n".join(["date,text", *lines]) + "\n")
    block = block_with("comments import reviews.csv")
    if not list(ZOO.glob(SHIPPED)):
        with open_store(Location(tmp_path / "data")) as store, store.engine.begin() as connection:
            add_import(connection, "acme", "acme-cola", "text@sha256:0", {DAY: [1, 1, 9, 1]})
        block = block[1:]
    said = run(block, tmp_path, {})
    assert "acme: acme-cola" in said
    assert "Imported reviews: 12. Days with ten or more reviews: 1." in said
    assert "deleted the counts of import 1" in said
