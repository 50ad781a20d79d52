"""Settings on the page: what a session sees and changes, and what no body changes."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.console.settings import MAX_BYTES, parse_settings_values
from tests.doubles.player_page import request
from tests.edge.console.served import served

PRESENT = {("site", "open"): "Mo-Fr 09:00-20:00"}


def test_a_session_sees_the_settings_and_a_change_is_saved_and_taken(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        headers = {**it.login(), **it.origin}
        shown = json.loads(request(it.port, "/settings.json", headers=headers)[2])
        assert shown == {"site.open": "Mo-Fr 09:00-20:00"}
        assert request(it.port, "/settings", "POST", '{"site.open": "Sa 10:00-18:00"}', headers)[0] == 204
        assert it.settings.present == {("site", "open"): "Sa 10:00-18:00"}
        assert it.did == ["reload"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"audience.k": 1}', 409),
        ('{"site.open": "Sa 10:00-18:00", "audience.window_s": 10}', 409),
        ('{"site": {"open": "x"}}', 400),
        ('{"site.open.x": 1}', 400),
        ('{"site.open": 1, "site.open": 2}', 400),
        ('{"../site.open": "x"}', 400),
        ('{"site.open\\n[audience]\\nk": 1}', 400),
        ('{"\\ud800.open": "x"}', 400),
        ("[]", 400),
        ("{}", 400),
        ("null", 400),
        ("site.open=x", 400),
        ("[" * 30_000, 400),
        ('{"site.open": "' + "x" * MAX_BYTES + '"}', 413),
    ],
)
def test_other_bodies_change_nothing(tmp_path: Path, body: str, status: int) -> None:
    with served(tmp_path) as it:
        answer = request(it.port, "/settings", "POST", body, {**it.login(), **it.origin})
        assert answer[0] == status, answer[2]
        assert it.settings.present == PRESENT
        assert it.did == []


@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: json.dumps({text: 1}).encode()))
def test_no_body_makes_a_name_that_is_no_plain_word(body: bytes) -> None:
    for section, key in parse_settings_values(body) or {}:
        assert (section + key).replace("_", "a").isalpha()
        assert (section + key).isascii()
