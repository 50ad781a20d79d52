"""The reader understands what kiosks of all versions send, and says why it rejects the rest."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.clock import now_ms
from central.messages.reader import MAX_BYTES, parse_topic, read_message
from central.messages.values import HealthMessage, NumberedMessage, Rejection, StateMessage
from edge.messages.payloads import Reaction
from tests.central import fleet

SAMPLES = {
    "window": fleet.window(3),
    "reaction": fleet.reaction(3),
    "play": fleet.play(3),
    "alert": fleet.alert(3),
    "state": fleet.state(),
    "health": fleet.health(),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_kind_is_read_and_its_bytes_are_kept(kind: str) -> None:
    message = fleet.reading(kind, SAMPLES[kind])
    assert isinstance(message, NumberedMessage | StateMessage | HealthMessage)
    assert message.raw == fleet.payload(SAMPLES[kind])
    assert message.at_ms == round(fleet.AT.timestamp() * 1000)
    if isinstance(message, NumberedMessage):
        assert (message.kind, message.seq, len(message.id)) == (kind, 3, 16)


@pytest.mark.parametrize("kind", SAMPLES)
def test_unknown_fields_are_ignored(kind: str) -> None:
    """A kiosk that is a version newer adds fields at any depth; the schema keeps its number."""

    def with_news(value: object) -> object:
        if isinstance(value, dict):
            return {**{key: with_news(inner) for key, inner in value.items()}, "news": [1, {"x": None}]}
        return value

    fields = SAMPLES[kind] | {"models": {}} if kind == "health" else SAMPLES[kind]
    changed = with_news(fields)
    assert isinstance(changed, dict)
    if kind == "health":
        del changed["models"]["news"]  # its keys are names of tasks
    assert not isinstance(fleet.reading(kind, changed), Rejection)


def test_fields_may_come_in_any_order() -> None:
    fields = dict(reversed(fleet.play(1).items()))
    assert isinstance(fleet.reading("play", fields), NumberedMessage)


@pytest.mark.parametrize(
    ("version", "noise_sd"), [(1, (0.0, 0.0, 0.0)), (2, (0.7071, 1.5811, 0.7071)), (3, (1.0, 1.58, 0.71))]
)
def test_a_reaction_of_each_version_is_read_as_one_of_the_present(
    version: int, noise_sd: tuple[float, float, float]
) -> None:
    """With the standard deviations of its own noise: none, Laplace's of a scale of 0.5, and normal noise."""
    fields = fleet.reaction(1, version=version)
    message = fleet.reading("reaction", fields)
    assert isinstance(message, NumberedMessage)
    assert isinstance(message.payload, Reaction)
    assert message.raw == fleet.payload(fields)
    found = message.payload
    assert (found.noise_sd.total, found.noise_sd.cell, found.noise_sd.body) == pytest.approx(noise_sd, abs=1e-4)
    assert (found.smile, found.curve.smile) == (0.22, (0.25, 0.25, None))


@pytest.mark.parametrize(("version", "other"), [(1, 2), (1, 3), (2, 3), (3, 2)])
def test_a_reaction_of_one_version_is_none_of_another(version: int, other: int) -> None:
    fields = fleet.reaction(1, version=version) | {"schema": f"vitrina.reaction/{other}"}
    assert isinstance(fleet.reading("reaction", fields), Rejection)


@pytest.mark.parametrize(
    ("kind", "fields", "reason", "detail"),
    [
        ("play", fleet.play(1, schema="vitrina.play/2"), "schema", "does not know vitrina.play/2"),
        ("weather", fleet.play(1, schema="vitrina.weather/1"), "schema", "does not know vitrina.weather/1"),
        ("play", fleet.play(1, tenant="other"), "names", "differ from the topic"),
        ("play", fleet.play(1, site="other"), "names", "differ from the topic"),
        ("play", fleet.play(1, device="other"), "names", "differ from the topic"),
        ("window", fleet.play(1), "names", "does not match the kind of the topic"),
        ("play", fleet.play(1, at="2099-01-01T00:00:00.000Z"), "time", "a day ahead"),
        ("play", fleet.play(1, end="2099-01-01T00:00:00.000Z"), "time", "its end is more than a day ahead"),
        ("window", fleet.window(1, **{"from": "1999-01-01T00:00:00.000Z"}), "time", "before the year 2000"),
        ("state", fleet.state(at="2099-01-01T00:00:00.000Z"), "time", "a day ahead"),
        ("window", fleet.window(1, to=fleet.at(minutes=-3)), "values", "ends before it starts"),
        ("play", fleet.play(1, end=fleet.at(hours=-1)), "values", "ends before it starts"),
        ("play", fleet.play(0), "junk", "seq"),
        ("play", fleet.play(2**53), "junk", "seq"),
        ("play", fleet.play(1, id="one"), "junk", "id"),
        ("play", fleet.play(1, schema="play"), "junk", "schema"),
        ("play", fleet.play(1, schema=7), "junk", "schema"),
        ("play", fleet.play(1, feed="a\0b"), "junk", "null character"),
        ("play", {"schema": "vitrina.play/1"}, "junk", "tenant: Field required"),
    ],
)
def test_a_rejection_says_why(kind: str, fields: fleet.Fields, reason: str, detail: str) -> None:
    rejection = fleet.reading(kind, fields)
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.device) == (reason, fleet.DEVICE)
    assert detail in rejection.detail
    assert rejection.raw == fleet.payload(fields)


@pytest.mark.parametrize("at", ["2026-11-25T10:02:45.000Z", "2026-11-25T10:02:47.000Z"])
def test_a_day_ahead_is_the_limit(at: str) -> None:
    """The clock of a kiosk may be wrong by a day, not more."""
    raw = fleet.payload(fleet.play(1, at=at))
    message = read_message(fleet.topic("play"), raw, round(fleet.AT.timestamp() * 1000))
    assert isinstance(message, Rejection) is at.endswith("47.000Z")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b"[]",
        b"{}",
        b"x" * (MAX_BYTES + 1),
        fleet.payload(fleet.play(1)).replace(b'"seq":1', b'"seq":NaN'),
        fleet.payload(fleet.play(1)).replace(b'"seq":1', b'"seq":true'),
        fleet.payload(fleet.play(1)).replace(b",", b",\n", 1),
    ],
)
def test_junk_is_rejected(raw: bytes) -> None:
    rejection = read_message(fleet.topic("play"), raw, now_ms())
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.raw) == ("junk", raw)


@pytest.mark.parametrize("topic", ["", "vitrina/1/a/b/play", "vitrina/2/a/b/c/play", "vitrina/1/A/b/c/play", "x/\0"])
def test_a_foreign_topic_is_rejected(topic: str) -> None:
    rejection = read_message(topic, fleet.payload(fleet.play(1)), now_ms())
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.device) == ("junk", "?")


@given(st.text(max_size=80), st.binary(max_size=200))
def test_nothing_makes_the_reader_fail(topic: str, raw: bytes) -> None:
    assert isinstance(read_message(topic, raw, now_ms()), Rejection)
    assert isinstance(read_message(fleet.topic("play"), raw, now_ms()), Rejection)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_field_of_any_value_is_read_or_rejected(kind: str, data: st.DataObject) -> None:
    """One field is replaced by any JSON value: a message or a rejection comes out, and keeps the bytes."""
    fields = SAMPLES[kind]
    name = data.draw(st.sampled_from(sorted(fields)))
    raw = json.dumps(fields | {name: data.draw(_JSON)}).encode(errors="replace")
    found = read_message(fleet.topic(kind), raw, now_ms())
    assert found.raw == raw
    assert not isinstance(found, Rejection) or found.reason


def test_names_of_a_topic_are_split() -> None:
    header, kind = parse_topic("vitrina/1/acme/berlin-7/door/play")
    assert header is not None
    assert (header.tenant, header.site, header.device, kind) == ("acme", "berlin-7", "door", "play")


SOFTWARE = {"version": "0.2.0", "wanted": "0.3.0", "step": "probation", "since": "2026-11-24T10:00:00.000Z"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"software": None, "settings": None},
        {"software": SOFTWARE, "settings": {"counter": 7}},
        {"software": {**SOFTWARE, "wanted": None, "later": 1}, "settings": {"counter": None}},
    ],
)
def test_a_state_with_and_without_an_updater_is_read(fields: dict[str, object]) -> None:
    """Kiosks of older versions have no updater, and newer ones may report more of it."""
    message = fleet.reading("state", fleet.state(**fields))
    assert isinstance(message, StateMessage)
    assert json.loads(message.raw).get("software") == fields.get("software")


@pytest.mark.parametrize(
    "change", [{"step": "running"}, {"version": "a\nb"}, {"since": "yesterday"}, {"wanted": 5}, {"version": "v" * 65}]
)
def test_an_updater_that_lies_is_rejected(change: dict[str, object]) -> None:
    message = fleet.reading("state", fleet.state(software={**SOFTWARE, **change}))
    assert isinstance(message, Rejection)
    assert f"software.{next(iter(change))}" in message.detail or "line break" in message.detail
