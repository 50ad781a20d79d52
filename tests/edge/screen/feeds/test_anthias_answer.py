"""Answers of Anthias: what its code gives, and anything else."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.screen.feeds.anthias_answer import AnthiasAnswerError, Asset, parse_anthias_answer

JSON = "application/json"
ASSET = {"asset_id": "7f3c", "name": "Spring", "uri": "/data/7f3c", "mimetype": "video", "duration": "15"}


def read(value: Any, status: int = 200, kind: str = JSON) -> Asset | None:
    return parse_anthias_answer(status, kind, json.dumps(value).encode())


def refused(status: int, kind: str, body: bytes) -> AnthiasAnswerError:
    with pytest.raises(AnthiasAnswerError) as caught:
        parse_anthias_answer(status, kind, body)
    return caught.value


def test_the_asset_that_is_on_is_read() -> None:
    """Its duration is a text; the type may name a charset."""
    assert read(ASSET) == Asset("7f3c", "Spring", 15.0)
    assert read(ASSET, kind="Application/JSON; charset=utf-8") == Asset("7f3c", "Spring", 15.0)
    assert read({"asset_id": "7f3c"}) == Asset("7f3c", "", None)


def test_nothing_is_on() -> None:
    assert read([]) is None
    assert read(None) is None


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        ("15", 15.0),
        (15, 15.0),
        ("86400", 86_400.0),
        ("86401", None),
        ("0.5", 0.5),
        ("0", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        (10**400, None),
        (True, None),
        (None, None),
        ([], None),
        ("soon", None),
    ],
)
def test_a_duration_that_no_advert_can_have_is_unknown(duration: Any, seconds: float | None) -> None:
    asset = read({**ASSET, "duration": duration})
    assert asset is not None
    assert asset.duration_s == seconds


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_the_login_is_named(status: int) -> None:
    error = refused(status, "text/html", b"")
    assert "set anthias_user" in str(error)
    assert error.is_player


@pytest.mark.parametrize(
    ("status", "kind", "text"),
    [
        (401, JSON, "the login"),
        (403, JSON, "the login"),
        (500, "text/html", "HTTP status is 500"),
        (200, "text/html", "JSON"),
    ],
)
def test_an_answer_that_is_none_says_what_to_look_at(status: int, kind: str, text: str) -> None:
    error = refused(status, kind, b"[]")
    assert text in str(error)
    assert error.is_player


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"asset_id": "7f',
        b"[" * 60_000,
        b"[1]",
        b'"7f3c"',
        b"true",
        b"{}",
        b'{"asset_id": ""}',
        b'{"asset_id": 7}',
        b'{"asset_id": "' + b"x" * 256 + b'"}',
        b"[]" + b" " * 65_535,
    ],
)
def test_a_body_that_is_no_asset_is_bad(body: bytes) -> None:
    assert not refused(200, JSON, body).is_player


def test_long_names_are_cut_and_the_longest_answer_is_read() -> None:
    asset = read({"asset_id": "x" * 255, "name": "n" * 1000})
    assert asset is not None
    assert (asset.asset_id, asset.name) == ("x" * 255, "n" * 255)
    assert parse_anthias_answer(200, JSON, b"[]" + b" " * 65_534) is None
    named = read({"asset_id": "a", "name": 7})
    assert named is not None
    assert named.name == ""


@given(st.sampled_from([200, 302, 500]), st.sampled_from([JSON, "", "text/html"]), st.binary(max_size=200))
def test_any_answer_is_an_asset_or_an_error(status: int, kind: str, body: bytes) -> None:
    with suppress(AnthiasAnswerError):
        assert isinstance(parse_anthias_answer(status, kind, body), Asset | None)
