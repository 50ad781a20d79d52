"""Reading what the page sends."""

import json

from hypothesis import given
from hypothesis import strategies as st

from edge.screen.player.page_messages import MAX_BYTES, Beat, read_page_message

BEAT = {"e": "beat", "t": 5, "notice": "1", "visible": True, "frames": 1, "strip": [0, 1, 2, 3], "view": [4, 5]}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@given(st.text())
def test_any_text_that_is_no_message_is_none(text: str) -> None:
    """Whatever it is, nothing is raised and nothing made of it: a message has all its fields."""
    assert read_page_message(text) is None


@given(st.dictionaries(st.sampled_from([*BEAT, "n", "media_s", "why", "gap_ms"]), values))
def test_any_object_is_read_or_none(changes: dict[str, object]) -> None:
    message = read_page_message(json.dumps({**BEAT, **changes}))
    if isinstance(message, Beat):
        assert 0 <= message.t <= 1e12
        assert message.frames >= 0


def test_a_beat_is_read_and_an_added_field_is_not() -> None:
    assert read_page_message(json.dumps(BEAT)) is not None
    assert read_page_message(json.dumps({**BEAT, "faces": 2})) is None
    assert read_page_message(json.dumps({**BEAT, "visible": "yes"})) is None
    assert read_page_message(json.dumps(BEAT) + " " * MAX_BYTES) is None
