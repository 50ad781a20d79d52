"""Messages from releases: byte for byte as in the contract, with rounded values."""

import json
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from edge.events import (
    MEASURES,
    Experiment,
    NoiseDeviations,
    ProofOfPlay,
    ReactionCurve,
    Release,
    ReleasedBody,
    ReleasedComments,
    ReleasedReaction,
    ReleasedWindow,
)
from edge.messages import build
from edge.messages.payloads import (
    TEXT_LENGTH,
    CameraVitals,
    ClockVitals,
    Load,
    Models,
    OutboxVitals,
    Reaction,
    RemoteSettings,
    Software,
    Spread,
    Use,
    Vitals,
)
from edge.messages.schema import PAYLOADS, json_schema
from edge.messages.wire import Header, to_json, uuid7

HEADER = Header("acme", "berlin-7", "door")
MODELS = Models(expression="fer-1.1m@sha256:ab12cd34ef56", valence="centroids-1")
ID = uuid7(1_795_514_550.0, Random(1).randbytes)
AT_S = 1_795_514_550.0  # 2026-11-24T10:02:30Z

WINDOW = ReleasedWindow(
    AT_S, AT_S - 150, AT_S - 30, 5, 17, 9, 6.2,
    {"0.5": 11, "1": 9, "2": 6, "5": 1}, {"0": 3, "2": 6, "5": 5, "15": 2, "30": 1, "60": 0}, 0.98, -41.2,
)  # fmt: skip
CURVE = ReactionCurve(
    1, (19, 17, 8), (16, 14, None), (0.12, 0.2, None), (0.09, 0.1, None), (0.04, 0.05, None), (0.08, -0.12, None),
    (0.1, 0.11, None), (0.0, 0.031, None),
)  # fmt: skip
REACTION = ReleasedReaction(
    AT_S, AT_S - 150, AT_S - 30, 10, "spring_a", Experiment("e12", "a", 7), 14, 31, 19, 4.4,
    NoiseDeviations(1.0, 1.58113883, 0.70710678), 16, 0.22, 0.09, 0.05, 0.14, 0.11, 0.18, 0.4,
    ReleasedBody(11, 0.31, 78.4, 3.2), CURVE,
)  # fmt: skip
COMMENTS = ReleasedComments(AT_S, AT_S - 7230, AT_S - 30, 10, "spring_a", -2, 3, 9, 1)
PLAY = ProofOfPlay(AT_S, "spring_a", AT_S - 15, AT_S, 0.0, 15.0, True, Experiment("e12", "a", 7), "player", 0.02)


def payload(release: Release, use: Use = "research") -> dict[str, Any]:
    message = build.build_release_message(release, HEADER, MODELS, id=ID, seq=41, use=use)
    read: dict[str, Any] = json.loads(message.payload)
    return read


def test_a_window_is_byte_for_byte_that_of_the_contract() -> None:
    """Names, order and format of the fields."""
    message = build.build_release_message(WINDOW, HEADER, MODELS, id=ID, seq=41)
    assert message.topic == "vitrina/1/acme/berlin-7/door/window"
    assert (message.kind, message.schema, message.id, message.seq, message.is_retained) == (
        "window",
        "vitrina.window/1",
        ID,
        41,
        False,
    )
    assert message.payload.decode() == (
        '{"schema":"vitrina.window/1","tenant":"acme","site":"berlin-7","device":"door","id":"' + ID + '","seq":41,'
        '"at":"2026-11-24T10:02:30.000Z","from":"2026-11-24T10:00:00.000Z","to":"2026-11-24T10:02:00.000Z","k":5,'
        '"visits":17,"watchers":9,"dwell_s":6.2,"looked":{"0.5":11,"1":9,"2":6,"5":1},'
        '"dwell":{"0":3,"2":6,"5":5,"15":2,"30":1,"60":0},"coverage":0.98,"level_db":-41.2}'
    )


def test_a_reaction_is_byte_for_byte_that_of_the_contract() -> None:
    """The arm has no block, withheld cells are null, and the networks have names."""
    message = build.build_release_message(REACTION, HEADER, MODELS, id=ID, seq=41, use="research").payload.decode()
    assert message.endswith(
        '"k":10,"creative":"spring_a","use":"research","experiment":{"id":"e12","arm":"a"},"plays":14,"exposed":31,"watchers":19,'
        '"attention_s":4.4,"noise_sd":{"total":1.0,"cell":1.58,"body":0.71},"n":16,"smile":0.22,'
        '"negative":0.09,"surprise":0.05,"valence":0.14,"arousal":0.11,'
        '"abstained":0.18,"laughter_s":0.4,"body":{"n":11,"arousal":0.31,"hr_bpm":78.4,"scr_per_min":3.2},'
        '"curve":{"step_s":1,"watchers":[19,17,8],"n":[16,14,null],"smile":[0.12,0.2,null],'
        '"negative":[0.09,0.1,null],"surprise":[0.04,0.05,null],"valence":[0.08,-0.12,null],'
        '"arousal":[0.1,0.11,null],"laughter":[0.0,0.031,null]},'
        '"models":{"expression":"fer-1.1m@sha256:ab12cd34ef56","valence":"centroids-1"}}'
    )


def test_a_reaction_of_a_shop_has_no_field_of_research() -> None:
    """Not as null either: neither in the totals, nor in the curve, nor of the body."""
    message = build.build_release_message(REACTION, HEADER, MODELS, id=ID, seq=41).payload.decode()
    assert message.endswith(
        '"attention_s":4.4,"noise_sd":{"total":1.0,"cell":1.58,"body":0.71},"n":16,"smile":0.22,'
        '"abstained":0.18,"laughter_s":0.4,"body":{"n":11,"hr_bpm":78.4,"scr_per_min":3.2},'
        '"curve":{"step_s":1,"watchers":[19,17,8],"n":[16,14,null],"smile":[0.12,0.2,null],'
        '"laughter":[0.0,0.031,null]},"models":{"expression":"fer-1.1m@sha256:ab12cd34ef56","valence":"centroids-1"}}'
    )
    assert payload(replace(REACTION, body=None), "shop")["body"] is None


@pytest.mark.parametrize("place", ["valence", "curve.surprise", "body.arousal"])
def test_a_number_of_research_makes_a_reaction_of_a_shop_no_message(place: str) -> None:
    """The type refuses it, and one of research without it."""
    fields = payload(REACTION, "shop")
    *path, name = place.split(".")
    part = fields[path[0]] if path else fields
    part[name] = [None, None, None] if path == ["curve"] else 0.1
    with pytest.raises(ValidationError, match="research field"):
        Reaction.model_validate_json(json.dumps(fields))
    fields = payload(REACTION)
    del (fields[path[0]] if path else fields)[name]
    with pytest.raises(ValidationError, match="research field"):
        Reaction.model_validate_json(json.dumps(fields))


def test_a_reaction_names_the_voice_and_body_networks() -> None:
    """With a microphone and kits, their networks have names too."""
    all_models = MODELS.model_copy(
        update={"voice": "voice-0.4m@sha256:39e2ff6ccdc2", "body": "body-1k@sha256:393a8e6ac475"}
    )
    message = build.build_release_message(REACTION, HEADER, all_models, id=ID, seq=41).payload.decode()
    assert message.endswith('"voice":"voice-0.4m@sha256:39e2ff6ccdc2","body":"body-1k@sha256:393a8e6ac475"}}')


def test_comments_are_byte_for_byte_those_of_the_contract() -> None:
    """Four counts and their sum, a creative or null; a count below 0 is told as it is."""
    message = build.build_release_message(COMMENTS, HEADER, MODELS, id=ID, seq=41)
    assert (message.topic, message.schema) == ("vitrina/1/acme/berlin-7/door/comments", "vitrina.comments/1")
    assert message.payload.decode() == (
        '{"schema":"vitrina.comments/1","tenant":"acme","site":"berlin-7","device":"door","id":"' + ID + '","seq":41,'
        '"at":"2026-11-24T10:02:30.000Z","from":"2026-11-24T08:02:00.000Z","to":"2026-11-24T10:02:00.000Z","k":10,'
        '"creative":"spring_a","n":11,"negative":-2,"neutral":3,"positive":9,"unclear":1}'
    )
    assert payload(replace(COMMENTS, creative=None))["creative"] is None


def test_comments_whose_sum_is_wrong_never_become_a_message() -> None:
    """A subscriber may take n or the four counts."""
    read = payload(COMMENTS)
    PAYLOADS["comments"].model_validate(read)
    with pytest.raises(ValidationError, match="n is not the sum"):
        PAYLOADS["comments"].model_validate(read | {"n": 12})


def test_a_play_is_byte_for_byte_that_of_the_contract() -> None:
    """It has its block, and its error."""
    message = build.build_release_message(PLAY, HEADER, MODELS, id=ID, seq=41).payload.decode()
    assert message.endswith(
        '"creative":"spring_a","start":"2026-11-24T10:02:15.000Z","end":"2026-11-24T10:02:30.000Z","media_from_s":0.0,'
        '"media_to_s":15.0,"complete":true,"experiment":{"id":"e12","arm":"a","block":7},"feed":"player","error_s":0.02}'
    )


@pytest.mark.parametrize(
    ("measured_s", "told_s"),
    [
        (0.0, 0.02),
        (0.02, 0.02),
        (0.0201, 0.05),
        (0.07, 0.1),
        (0.2, 0.2),
        (0.21, 0.5),
        (0.5, 0.5),
        (0.51, 1.0),
        (3.2, 4.0),
    ],
)
def test_the_error_of_a_play_is_told_in_steps(measured_s: float, told_s: float) -> None:
    """A machine at its limit shows plays later with more faces in view; the steps hide by how much."""
    assert payload(replace(PLAY, error_s=measured_s))["error_s"] == told_s


def test_state_is_retained_and_has_no_seq() -> None:
    """It has first_seq and last_seq, and its reasons are truncated to 400 characters."""
    message = build.build_state(
        HEADER, at_s=AT_S, id=ID, first_seq=1, last_seq=41, state="paused",
        reasons=["notice: not confirmed", "x" * 500], since_s=AT_S, version="0.1.0",
        use="research", reader="fer: " + "x" * 500,
    )  # fmt: skip
    assert (message.is_retained, message.seq) == (True, None)
    read = json.loads(message.payload)
    assert list(read) == [
        "schema", "tenant", "site", "device", "at", "first_seq", "last_seq", "state", "reasons", "since", "version",
        "use", "reader", "playlist", "software", "settings",
    ]  # fmt: skip
    assert read["reasons"][0] == "notice: not confirmed"
    assert len(read["reasons"][1]) == len(read["reader"]) == 400
    assert read["use"] == "research"
    assert (read["software"], read["settings"]) == (None, None)


def test_a_state_names_the_program_and_the_settings_from_afar() -> None:
    message = build.build_state(
        HEADER, at_s=AT_S, id=ID, first_seq=1, last_seq=41, state="sensing", reasons=(), since_s=AT_S, version="0.2.0",
        use="shop", reader="none",
        software=Software(version="0.2.0", wanted="0.3.0", step="fetched", since="2026-11-24T10:00:00.000Z"),
        settings=RemoteSettings(counter=None),
    )  # fmt: skip
    read = json.loads(message.payload)
    assert read["software"] == {
        "version": "0.2.0", "wanted": "0.3.0", "step": "fetched", "since": "2026-11-24T10:00:00.000Z"
    }  # fmt: skip
    assert read["settings"] == {"counter": None}


def test_an_alert_is_sent_when_raised_and_when_cleared() -> None:
    """`cleared` is null, not absent, until the alert is cleared."""
    raised = {"code": "camera.lost", "severity": "error", "text": "camera: gone.", "raised_s": AT_S}
    message = build.build_alert(HEADER, at_s=AT_S, id=ID, seq=7, cleared_s=None, **raised)  # type: ignore[arg-type]
    assert json.loads(message.payload)["cleared"] is None
    message = build.build_alert(HEADER, at_s=AT_S, id=ID, seq=8, cleared_s=AT_S + 1, **raised)  # type: ignore[arg-type]
    assert json.loads(message.payload)["cleared"] == "2026-11-24T10:02:31.000Z"


@pytest.mark.parametrize(("length", "end"), [(TEXT_LENGTH, "x"), (TEXT_LENGTH + 1, "…")])
def test_only_a_text_that_is_too_long_is_cut(length: int, end: str) -> None:
    """A text that is cut ends with an ellipsis, and has the length that the schema allows."""
    raised = {"code": "camera.lost", "severity": "error", "text": "x" * length, "raised_s": AT_S}
    message = build.build_alert(HEADER, at_s=AT_S, id=ID, seq=7, cleared_s=None, **raised)  # type: ignore[arg-type]
    text = json.loads(message.payload)["text"]
    assert (len(text), text[-1]) == (TEXT_LENGTH, end)


def vitals(**changed: Any) -> Vitals:
    quiet = Vitals(
        version="0.1.0",
        uptime_s=61,
        camera=CameraVitals(rate_hz=29.93, dropped=0),
        detector_ms=None,
        expression_ms=None,
        expression_hz=None,
        analysed_hz=None,
        dropped_hz=None,
        cpu=None,
        memory=None,
        temperature_c=52.6,
        outbox=OutboxVitals(rows=3, unsent=1, bytes=8192, dropped=0),
        clock=ClockVitals(valid=True, error_s=0.01234),
        models={"expression": "fer@sha256:ab12cd34ef56"},
        late_plays=0,
        bad_commands=0,
        bad_plays=0,
        bad_values=0,
        microphone=None,
        kits=None,
        withheld=None,
        one_place=None,
    )
    return quiet.model_copy(update=changed)


def test_health_values_are_too_coarse_to_show_people() -> None:
    """CPU and memory are rounded to 5 %, the temperature to 5 degrees."""
    busy = vitals(cpu=Load(p50=0.2234, p95=0.9876), expression_ms=Spread(p50=3.21, p95=9.876))
    message = build.build_health(HEADER, at_s=AT_S, id=ID, first_seq=1, last_seq=3, vitals=busy)
    read = json.loads(message.payload)
    assert read["cpu"] == {"p50": 0.2, "p95": 1.0}
    assert read["expression_ms"] == {"p50": 3.2, "p95": 9.9}
    assert read["temperature_c"] == 55.0
    assert read["clock"] == {"valid": True, "error_s": 0.012}
    assert read["withheld"] is None
    jsonschema.validate(read, json_schema("health"))


# Properties ----------------------------------------------------------------------------------------------------------

counts = st.integers(0, 10_000)
shares = st.floats(0, 1)
noisy = st.floats(-1e6, 1e6)
seconds = st.floats(0, 600)
times_s = st.floats(1.7e9, 4.0e9)
experiments = st.none() | st.builds(Experiment, st.just("e 12/ü"), st.sampled_from("ab"), st.none() | counts)


def cells(values: st.SearchStrategy[Any], length: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.none() | values, min_size=length, max_size=length).map(tuple)


@st.composite
def curves(draw: st.DrawFn) -> ReactionCurve:
    length = draw(st.integers(0, 20))
    watchers = tuple(draw(st.lists(counts, min_size=length, max_size=length)))
    kinds = (counts, *[noisy] * 6)
    return ReactionCurve(1, watchers, *(draw(cells(values, length)) for values in kinds))


deviations = st.builds(NoiseDeviations, *[st.floats(0, 4)] * 3)
releases: st.SearchStrategy[Release] = st.one_of(
    st.builds(
        ReleasedWindow, times_s, times_s, times_s, counts, counts, counts, st.none() | seconds,
        st.fixed_dictionaries(dict.fromkeys(("0.5", "1", "2", "5"), counts)),
        st.fixed_dictionaries(dict.fromkeys(("0", "2", "5", "15", "30", "60"), counts)),
        shares, st.none() | st.floats(-120, 20),
    ),
    st.builds(
        ReleasedReaction, times_s, times_s, times_s, counts, st.just("spring_a"), experiments, counts, counts, counts,
        seconds, deviations, counts, noisy, noisy, noisy, noisy, noisy, shares, st.none() | noisy,
        st.none() | st.builds(ReleasedBody, counts, noisy, st.none() | noisy, st.none() | noisy), curves(),
    ),
    st.builds(
        ReleasedComments, times_s, times_s, times_s, counts, st.none() | st.just("spring_a"),
        *[st.integers(-100, 10_000)] * 4,
    ),
    st.builds(
        ProofOfPlay, times_s, st.just("a.b-c_1"), times_s, times_s, seconds, seconds, st.booleans(), experiments,
        st.just("file"), seconds,
    ),
)  # fmt: skip


@cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema(kind))


@given(releases, st.integers(1, 2**53 - 1), st.sampled_from(["shop", "research"]))
def test_every_release_fits_its_schema_and_its_type(release: Release, seq: int, use: Use) -> None:
    """Type, JSON and schema agree. Reading and writing the message again gives the same bytes."""
    message = build.build_release_message(release, HEADER, MODELS, id=ID, seq=seq, use=use)
    read = json.loads(message.payload)
    validator(message.kind).validate(read)
    again = PAYLOADS[message.kind].model_validate_json(message.payload)
    assert to_json(again.model_dump(mode="json", by_alias=True, exclude_unset=True)) == message.payload


@given(releases)
def test_no_number_has_more_decimals_than_the_contract(release: Release) -> None:
    """Two, three of laughter, and four in the totals over a hundred watchers. No number is minus zero either."""
    fields = payload(release)
    of_totals = 4 if fields.get("n", 0) >= 100 else 2
    decimals = {"laughter": 3, "laughter_s": 3} | dict.fromkeys(MEASURES, of_totals)

    def walk(value: Any, decimals_of: dict[str, int], most: int = 2) -> None:
        if isinstance(value, float):
            assert value == round(value, most)
            assert str(value) != "-0.0"
        elif isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, {"laughter": 3}, decimals_of.get(name, 2))
        elif isinstance(value, list):
            for inner in value:
                walk(inner, decimals_of, most)

    walk(fields, decimals)


def test_a_number_with_noise_may_lie_outside_its_range() -> None:
    """Expressions, cells and body have no bounds, in the type and in the schema. Numbers without noise keep theirs."""
    far: dict[str, Any] = {"smile": -3.2, "negative": 7.5, "surprise": -0.01, "valence": 4.0, "arousal": -40.0}
    cells: dict[str, Any] = {name: (value, None, -value) for name, value in {**far, "laughter": -1.234}.items()}
    noisy_release = replace(REACTION, **far, body=ReleasedBody(11, -2.0, -18.2, -0.4), curve=replace(CURVE, **cells))
    read = payload(noisy_release)
    validator("reaction").validate(read)
    assert {name: read[name] for name in far} == far
    assert read["body"] == {"n": 11, "arousal": -2.0, "hr_bpm": -18.2, "scr_per_min": -0.4}
    assert {name: tuple(read["curve"][name]) for name in cells} == cells


def test_a_kept_message_has_the_schema_of_the_version_that_made_it() -> None:
    """After an update the outbox may still hold reactions of version 2: `schema` beside the payload is that in it."""
    message = build.build_release_message(REACTION, HEADER, MODELS, id=ID, seq=41)
    assert message.schema == "vitrina.reaction/3"
    former = replace(message, payload=message.payload.replace(b"reaction/3", b"reaction/2", 1))
    assert former.schema == "vitrina.reaction/2"
    assert replace(message, payload=b"torn").schema == "vitrina.reaction/3"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("abstained", 1.2),
        ("noise_sd", NoiseDeviations(1.0, -0.1, 1.0)),
        ("smile", float("nan")),
        ("valence", float("-inf")),
        ("exposed", -1),
        ("exposed", 2.5),
        ("exposed", True),
        ("creative", "Spring A"),
        ("attention_s", float("inf")),
        ("n", None),
    ],
)
def test_a_value_out_of_its_bounds_never_becomes_a_message(key: str, value: object) -> None:
    """The payload type refuses it and names the field."""
    fields = {name: getattr(REACTION, name) for name in REACTION.__slots__} | {key: value}
    with pytest.raises(ValidationError, match=key):
        build.build_release_message(ReleasedReaction(**fields), HEADER, MODELS, id=ID, seq=1, use="research")


@pytest.mark.parametrize("measure", ["smile", "negative", "surprise", "valence", "arousal", "abstained"])
def test_a_number_that_the_reader_does_not_tell_is_null(measure: str) -> None:
    """It is there, and it is null: never 0, never absent."""
    fields: dict[str, Any] = {name: getattr(REACTION, name) for name in REACTION.__slots__} | {measure: None}
    assert payload(ReleasedReaction(**fields))[measure] is None


def test_a_curve_with_lists_of_different_lengths_never_becomes_a_message() -> None:
    """Subscribers match the lists by cell."""
    curve = {name: getattr(CURVE, name) for name in CURVE.__slots__} | {"valence": (0.1,)}
    fields = {name: getattr(REACTION, name) for name in REACTION.__slots__} | {"curve": ReactionCurve(**curve)}
    with pytest.raises(ValidationError, match="different lengths"):
        build.build_release_message(ReleasedReaction(**fields), HEADER, MODELS, id=ID, seq=1, use="research")


@pytest.mark.parametrize(
    ("dropped", "told"),
    [(0.0, 0.0), (0.001, 0.05), (0.05, 0.05), (0.0501, 0.1), (0.33, 0.35), (0.951, 1.0), (1.0, 1.0)],
)
def test_the_share_of_dropped_frames_is_rounded_up(dropped: float, told: float) -> None:
    """A machine at its limit drops more with more faces in view; the steps hide by how much."""
    assert payload(replace(PLAY, dropped=dropped))["dropped"] == told


def test_what_the_own_player_measures_stands_in_its_plays_alone() -> None:
    """All three or none: what it does not know is null, and other feeds know nothing of it."""
    assert not {"position", "sha256", "dropped"} & payload(PLAY).keys()
    play = payload(replace(PLAY, sha256="ab12cd34ef56"))
    assert (play["position"], play["sha256"], play["dropped"]) == (None, "ab12cd34ef56", None)
