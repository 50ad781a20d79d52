"""Short form of the search for planted comments: nine kiosks, a broker, a server, and the report of each advert."""

from pathlib import Path

from central.cli.main import main
from tests.central.comment_trends import SHARES, Planted, checked, sent_and_stored, table, trends_of


def test_what_was_planted_is_within_its_interval(tmp_path: Path) -> None:
    """A fixed seed, so the counts are the same each time. A kiosk with few comments shows nothing."""
    planted = Planted()
    place = sent_and_stored(tmp_path, 9, 14, 3, planted)
    trends = trends_of(place)
    for share in SHARES:
        found = checked(trends, share)
        assert found.of == 12
        assert found.held >= 11
        assert found.width < 0.4
    assert planted.told_sites == {f"shop-{number:02}" for number in range(9) if number % 3}
    first = trends["advert_a"]
    assert (first.sites, first.told_sites) == (9, 6)
    assert first.simulated
    assert "quiet shops, with four comments a day: that tell something | 0 of 3 |" in table(9, 14, planted, trends)
    assert main(["comments", "trend", "--data", str(place.data)]) == 0
