"""`vitrina study sync`: planted offsets are found in made readings, and its page takes no flash that cannot be one."""

import json
from dataclasses import replace

import numpy as np
import pytest

from edge.cli.errors import exit_code
from edge.exit_codes import NO_SOURCE
from edge.signals import AudioBlock, Frame, KitSamples
from edge.study.errors import StudyError
from edge.study.streams import StreamChannel, StreamFormat
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.pages.app import serve_page
from edge.study_sessions.pages.flash_routes import flash_routes
from edge.study_sessions.stream_options import StreamRequest
from edge.study_sessions.sync.contact import LiftCues
from edge.study_sessions.sync.devices import FirstValueDeadline, SilentDeviceError
from edge.study_sessions.sync.flashes import Flashes
from edge.study_sessions.sync.pairs import LIFTS, SyncPlan, contact_offset, screen_offset
from edge.study_sessions.sync.readings import Brightness, Contact, Levels, Motion
from edge.study_sessions.sync.stream import find_channel, open_stream_channel
from edge.study_sessions.values import BadFlashError
from tests.doubles.study_streams import Library, Sender
from tests.edge.study_sessions.test_questions import Tablet

START_S = 1_796_000_000.0
SHORT = SyncPlan(10, 2.0)
SHOWN_S = [START_S + 1.0 + 2.0 * number for number in range(SHORT.edges)]
PLANTED_S = (0.05, 0.12, 0.2, 0.31, 0.4)


def frame(at_s: float, value: int, moved: bool = False) -> Frame:
    image = np.full((48, 64, 3), value, np.uint8)
    if moved:
        image[:, :24] = 200
    return Frame(at_s, image)


@pytest.mark.parametrize("offset_s", PLANTED_S)
def test_a_camera_finds_a_planted_offset_within_a_frame(offset_s: float) -> None:
    random, rate_hz = np.random.default_rng(round(offset_s * 1000)), 30.0
    brightness = Brightness()
    for number in range(round(rate_hz * 22)):
        at_s = START_S + number / rate_hz
        lit = any(at_s - 1 / rate_hz <= shown_s + offset_s < at_s for shown_s in SHOWN_S)
        brightness.add(frame(at_s, round(60 + 40 * lit + random.normal(0, 1))))
    found = screen_offset(SHOWN_S, brightness.readings, SHORT)
    assert found.offset_s == pytest.approx(offset_s, abs=1 / rate_hz)
    assert found.matched == SHORT.edges


@pytest.mark.parametrize("offset_s", PLANTED_S)
def test_a_microphone_finds_a_planted_offset_within_ten_milliseconds(offset_s: float) -> None:
    random, rate_hz = np.random.default_rng(7), 16_000
    sound = random.normal(0, 0.003, rate_hz * 22)
    for shown_s in SHOWN_S[1:]:  # one click is not heard
        begin = round((shown_s + offset_s - START_S) * rate_hz)
        sound[begin : begin + 64] += 0.3
    sound[rate_hz * 6 : rate_hz * 6 + 800] += 0.5  # a cough
    levels = Levels()
    for begin in range(0, len(sound), 1600):
        levels.add(AudioBlock(START_S + begin / rate_hz, sound[begin : begin + 1600].astype(np.float32), rate_hz))
    assert screen_offset(SHOWN_S, levels.readings, SHORT).offset_s == pytest.approx(offset_s, abs=0.01)


@pytest.mark.parametrize("offset_s", [-0.2, *PLANTED_S])
@pytest.mark.parametrize("rate_hz", [4.0, 20.0])
def test_a_kit_finds_a_planted_offset_within_a_sample(offset_s: float, rate_hz: float) -> None:
    """The camera sees the finger go and come back; the kit sees its contact go."""
    lifts_s = [START_S + LIFTS.apart_s * (number + 1) for number in range(LIFTS.edges)]
    motion, contact = Motion(), Contact()
    for number in range(15 * 32):
        at_s = START_S + number / 15
        motion.add(frame(at_s, 90, moved=any(lift_s <= at_s < lift_s + 1.0 for lift_s in lifts_s)))
    times_s = np.arange(0, 32, 1 / rate_hz, dtype=np.float64)
    broken = [any(lift_s <= START_S + at_s - offset_s < lift_s + 1.0 for lift_s in lifts_s) for at_s in times_s]
    values = np.where(broken, 0.0, 5.0 + 0.01 * np.sin(times_s)).astype(np.float32)
    contact.add(KitSamples(at_s=START_S, kit="1", wearer="w1", eda_us=values, hr_bpm=values, times_s=times_s))
    found = contact_offset(motion.readings, contact.readings, LIFTS)
    assert found.offset_s == pytest.approx(offset_s, abs=1 / rate_hz + 1 / 15)


def test_a_camera_that_does_not_see_the_screen_tells_no_offset() -> None:
    brightness = Brightness()
    for number in range(600):
        brightness.add(frame(START_S + number / 30, 60 + number % 2))
    assert screen_offset(SHOWN_S, brightness.readings, SHORT).offset_s is None


def test_attacks_on_the_page_that_flashes_add_no_flash() -> None:
    now_s = START_S
    flashes = Flashes(SyncPlan(2, 2.0), lambda: now_s)
    with serve_page("flash", flash_routes(flashes)) as link:
        place, _, token = link.partition("/#")
        page = Tablet(int(place.rpartition(":")[2]), token)

        def flash(at_s: object, error_s: object = 0.001, **headers: str) -> int:
            return page.ask("/flash", "POST", json.dumps({"at_s": at_s, "error_s": error_s}), **headers)[0]

        assert json.loads(page.ask("/state.json")[1])["state"] == "wait"
        assert flash(now_s) == 422
        flashes.may_begin = True
        for path in ("/state.json", "/clock.json"):
            assert page.ask(path, Cookie="")[0] == 403
        assert flash(now_s, Cookie="vitrina_study=x") == flash(now_s, Origin="http://evil.example") == 403
        for at_s, error_s in ((now_s + 100, 0.0), ("1", 0.0), (True, 0.0), (None, 0.0), (now_s, -1), (now_s, 5.0)):
            assert flash(at_s, error_s) == 422
        for body in ("", "[]", '{"at_s": NaN, "error_s": 0}', "[" * 400, " " * 600, '{"at_s": 1e999, "error_s": 0}'):
            assert page.ask("/flash", "POST", body)[0] in (400, 413, 422)
        assert flashes.shown_s == []
        assert [flash(now_s), flash(now_s + 2), flash(now_s + 4)] == [204, 204, 422]
        assert json.loads(page.ask("/state.json")[1])["state"] == "over"
    with pytest.raises(BadFlashError):
        flashes.add(now_s, 0.0)


def test_cues_begin_when_both_devices_see_and_end_after_the_last() -> None:
    told: list[str] = []
    cues = LiftCues(SyncPlan(2, 5.0), told.append)
    cues.show_due_cue(100.0, has_begun=False)
    for now_s in (101.0, 105.9, 106.0, 111.0, 115.0):
        cues.show_due_cue(now_s, has_begun=True)
    assert told[1:] == ["study: lift it now (1 of 2)", "study: lift it now (2 of 2)"]
    assert not cues.is_over()
    cues.show_due_cue(116.0, has_begun=True)
    assert cues.is_over()


def test_a_device_that_gives_nothing_is_told_with_its_own_fault() -> None:
    now_s = [0.0]
    first = FirstValueDeadline("camera", lambda: now_s[0])
    first.check("")
    now_s[0] = 21.0
    with pytest.raises(SilentDeviceError, match="the camera sent no data within 20 s") as error:
        first.check("camera: it is away.")
    assert "it is away" in str(error.value)
    assert exit_code(error.value) == NO_SOURCE


def test_the_channel_of_a_stream_is_found_by_its_label() -> None:
    channels = (StreamChannel("battery", "V"), StreamChannel("light", ""), StreamChannel("", ""))
    sensor = StreamFormat("Sensor", "lab-2", "Light", 100.0, False, channels)
    assert (find_channel(sensor, None), find_channel(sensor, "light")) == (0, 1)
    with pytest.raises(StudyError, match=r"Sensor has no channel dark. Use one of: battery, light\."):
        find_channel(sensor, "dark")
    with pytest.raises(StudyError, match="Omit --channel to use the first"):
        find_channel(replace(sensor, channels=channels[2:]), "dark")
    with pytest.raises(StudyError, match="sends texts, in which no flash can be seen"):
        find_channel(replace(sensor, is_text=True), None)


def test_a_stream_that_ends_in_a_measurement_is_an_error() -> None:
    """A stream that is only silent is waited for, and is reported as every silent device."""
    sender, now_s = Sender(host="lab-2"), iter([START_S] * 14 + [START_S + 1] * 3)
    source = LslInput(Library(sender), "light", StreamRequest("Tobii", ("lab-2",)), now_s.__next__)
    with open_stream_channel(source, None, now_s.__next__) as reader:
        assert reader.next_samples(0.5) is None
        sender.is_gone = True
        with pytest.raises(StudyError, match=r"Nothing is stored\. Start its program, then measure again"):
            reader.next_samples(0.5)
