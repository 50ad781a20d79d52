"""Names of another player become creatives by the table, or by themselves."""

import re

from hypothesis import given
from hypothesis import strategies as st

from edge.screen.creative_names import CreativeNames

NAMES = CreativeNames({"Spring Sale.mp4": "spring_a", "7f3c": "summer_b", "winter": "winter_x"})


def test_a_name_of_the_table_is_its_creative() -> None:
    """Also one that could be a creative itself."""
    assert NAMES.find_creative("Spring Sale.mp4") == "spring_a"
    assert NAMES.find_creative("winter") == "winter_x"


def test_another_name_of_the_same_advert_is_looked_up_too() -> None:
    """mpv has a file name with and without its end, Broadsign a content and a campaign."""
    assert NAMES.find_creative("Spring Sale", "Spring Sale.mp4") == "spring_a"
    assert NAMES.find_creative("winter", "7f3c") == "winter_x"
    assert NAMES.find_creative("new", "7f3c") == "summer_b"


def test_a_name_that_can_be_a_creative_is_told_as_it_is() -> None:
    """The first one only; the rest is for the table."""
    assert NAMES.find_creative("autumn-1.2_b") == "autumn-1.2_b"
    assert NAMES.find_creative("Autumn", "autumn") is None
    assert CreativeNames().find_creative("") is None


@given(st.text(max_size=80))
def test_any_name_is_a_creative_or_none(name: str) -> None:
    creative = CreativeNames({}).find_creative(name)
    assert creative is None or (creative == name and re.fullmatch("[a-z0-9_.-]{1,64}", creative))
