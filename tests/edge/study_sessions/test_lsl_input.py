"""A stream of another program: who may send it, what it is, and how its clock is mapped."""

import platform

import pytest

from edge.study.errors import StudyError
from edge.study.markers import LONGEST_TEXT
from edge.study.streams import StreamChannel
from edge.study_sessions.lsl_input import CHUNK, MOST_CHANNELS, LslInput, StreamLostError
from edge.study_sessions.stream_options import StreamRequest
from tests.doubles.study_streams import Library, Sender

START_S = 1000.0


def input_of(library: Library, *hosts: str) -> LslInput:
    return LslInput(library, "eye", StreamRequest("Tobii", hosts), lambda: START_S)


def test_a_stream_is_described_as_its_program_describes_it() -> None:
    found = input_of(Library(Sender(host="Lab-2")), "lab-2").require()
    assert (found.name, found.host, found.type, found.rate_hz, found.is_text) == ("Tobii", "Lab-2", "Gaze", 50.0, False)
    assert found.channels == (StreamChannel("x", ""), StreamChannel("y", ""))
    bare = input_of(Library(Sender(labels=None, is_text=True)), "here").require()
    assert (bare.is_text, bare.channels) == (True, (StreamChannel("", ""),))


def test_a_stream_of_a_host_that_is_not_listed_is_refused_by_name() -> None:
    """Not even its description is asked for."""
    stranger = Sender(host="stranger")
    with pytest.raises(StudyError, match=r"Tobii comes from stranger, but only lab-2 may send it.*host=stranger"):
        input_of(Library(stranger), "lab-2").require()
    assert stranger.opened == 0
    own = Sender(host="lab-2")
    assert input_of(Library(stranger, own), "lab-2").require().host == "lab-2"
    assert (stranger.opened, own.opened) == (0, 1)


def test_without_a_host_only_this_computer_may_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "node", lambda: "Kiosk")
    with pytest.raises(StudyError, match="only kiosk may send it"):
        input_of(Library(Sender(host="lab-2"))).require()
    assert input_of(Library(Sender(host="kiosk"))).require().host == "kiosk"


def test_two_programs_with_one_name_are_refused() -> None:
    with pytest.raises(StudyError, match=r"2 programs send a stream Tobii. Close all of them except one"):
        input_of(Library(Sender(), Sender()), "here").require()


def test_a_stream_that_is_not_there_is_searched_for_before_it_is_reported() -> None:
    times = iter([0.0, 1.0, 2.0, 11.0])
    source = LslInput(Library(), "eye", StreamRequest("Tobii", ("lab-2",)), times.__next__)
    with pytest.raises(StudyError, match=r"there is no stream Tobii on lab-2. Start the program that sends it"):
        source.require()
    assert next(times, None) is None


def test_too_many_channels_are_refused() -> None:
    with pytest.raises(StudyError, match=f"has {MOST_CHANNELS + 1} channels"):
        input_of(Library(Sender(labels=["x"] * (MOST_CHANNELS + 1))), "here").require()


def test_all_samples_that_came_are_read() -> None:
    """In as many chunks as they need; texts are cut to a length that a marker may have."""
    sender = Sender()
    source = input_of(Library(sender), "here")
    source.require()
    for number in range(CHUNK + 3):
        sender.send(float(number), number, 0.5)
    chunk = source.read()
    assert chunk.sent_s == [float(number) for number in range(CHUNK + 3)]
    assert chunk.values[-1] == [CHUNK + 2, 0.5]
    assert source.read().sent_s == []
    words = Sender(labels=[""], is_text=True)
    words.send(1.0, "a" * 5000)
    source = input_of(Library(words), "here")
    source.require()
    assert source.read().values == [["a" * LONGEST_TEXT]]


def test_the_offset_maps_the_senders_clock_to_the_sessions() -> None:
    """The error holds the round trip to the sender and the time that reading both clocks takes."""
    library = Library(Sender())
    now_s = iter([0.0, *(START_S + step * 0.001 for step in range(20))])
    source = LslInput(library, "eye", StreamRequest("Tobii", ("here",)), now_s.__next__)
    source.require()
    offset_s, error_s = source.measure_offset()
    assert offset_s == pytest.approx(0.25 + START_S - 500.0, abs=0.0006)
    assert error_s == pytest.approx(0.0001 + 0.001)
    library.correction = (0.25, None)
    assert source.measure_offset()[1] is None


def test_a_lost_stream_is_connected_to_again_only_with_the_same_channels() -> None:
    sender = Sender()
    library = Library(sender)
    source = input_of(library, "here")
    source.require()
    sender.is_gone = True
    with pytest.raises(StreamLostError, match="has ended"):
        source.read()
    assert not source.is_open
    with pytest.raises(StreamLostError, match="there is no stream Tobii"):
        source.connect()
    library.pylsl.senders.append(Sender(labels=("x", "y", "z")))
    with pytest.raises(StreamLostError, match="other channels"):
        source.connect()
    library.pylsl.senders[-1] = Sender()
    source.connect()
    assert source.is_open


def test_a_stream_that_does_not_answer_is_lost() -> None:
    library = Library(Sender())
    source = input_of(library, "here")
    source.require()
    library.is_mute = True
    with pytest.raises(StreamLostError, match="no answer"):
        source.measure_offset()
    assert not source.is_open
    with pytest.raises(StreamLostError, match="does not answer"):
        source.connect()
