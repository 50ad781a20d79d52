"""The demo's view: boxes, numbers and messages in full, and no picture of anybody."""

import io
from math import nan

from rich.console import Console

from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    BodyObservation,
    ExpressionScores,
    FrameObservation,
    PlayStarted,
)
from edge.tools.demo.view import DemoView
from tests.worlds import face_of

HAPPY = ExpressionScores((0.1, 0.8, 0.1, 0, 0, 0, 0, 0), 0.62, 0.3)
WINDOW = b'{"schema":"vitrina.window/1","visits":7}'


def text_of(view: DemoView) -> str:
    console = Console(width=140, height=60, file=io.StringIO(), record=True)
    console.print(view.draw("a note"))
    return " ".join(console.export_text().split())


def test_the_view_has_boxes_attention_and_the_curve_of_the_advert() -> None:
    """One of two people is attentive and smiles: her valence is in her box and in the curve of the advert."""
    view = DemoView(AudienceRules(), (1280, 720), "mosquitto")
    view.on_event(PlayStarted(10.0, "spring_a", duration_s=5.0))
    attentive = face_of(1, 100.0, 100.0, 300.0, 300.0, 0.0, 0.0, False, HAPPY)
    turned = face_of(2, 800.0, 100.0, 300.0, 300.0, 60.0, 0.0, False)
    view.on_event(FrameObservation(12.5, (attentive, turned)))
    text = text_of(view)
    assert "a note" in text
    assert "people in view 2" in text
    assert "attentive 1" in text
    assert text.count("╭") >= 2
    assert "+0.62" in text
    assert "smile" in text
    assert "spring_a ··" in text  # no expression in its first two seconds


def test_the_view_of_a_reader_of_smiles_has_smiles_in_place_of_valence() -> None:
    """The view names the reader, and shows nothing that it does not tell."""
    view = DemoView(AudienceRules(measures=("positive",)), (1280, 720), "mosquitto", "smile-mesh, which tells smiles")
    view.on_event(PlayStarted(10.0, "spring_a", duration_s=5.0))
    scores = ExpressionScores((None, 0.75, *[None] * 6), None, None)
    view.on_event(FrameObservation(12.5, (face_of(1, 100.0, 100.0, 300.0, 300.0, 0.0, 0.0, False, scores),)))
    text = text_of(view)
    assert "reader smile-mesh, which tells smiles" in text
    assert "◉ 0.75" in text
    assert "│smile " in text  # in the box
    assert "smiles now 0.75" in text
    assert "smiles over the seconds of each advert" in text
    assert "valence" not in text
    assert "neutral" not in text


def test_the_view_without_a_reader_has_no_expressions() -> None:
    """Boxes and attention alone, and the reason."""
    view = DemoView(AudienceRules(measures=()), (1280, 720), "mosquitto", "none: [models] says so")
    view.on_event(PlayStarted(10.0, "spring_a", duration_s=5.0))
    view.on_event(FrameObservation(12.5, (face_of(1, 100.0, 100.0, 300.0, 300.0, 0.0, 0.0, False),)))
    text = text_of(view)
    assert "reader none: [models] says so" in text
    assert "attentive 1" in text
    assert "valence" not in text
    assert "smile" not in text


def test_messages_are_shown_in_full_and_those_about_people_first() -> None:
    """Every byte of a message is shown, whatever the order of the messages."""
    view = DemoView(AudienceRules(), (1280, 720), "mosquitto")
    assert "nothing about people yet" in text_of(view)
    view.on_message("vitrina/1/demo/shop/kiosk/window", WINDOW)
    view.on_message("vitrina/1/demo/shop/kiosk/play", b'{"schema":"vitrina.play/1"}')
    text = text_of(view)
    assert text.index(WINDOW.decode()) < text.index("vitrina.play/1")
    assert "nothing about people yet" not in text


def test_people_who_left_disappear_from_the_view() -> None:
    """Box and expression disappear with the next frame."""
    view = DemoView(AudienceRules(), (1280, 720), "mosquitto")
    view.on_event(FrameObservation(1.0, (face_of(1, 100.0, 100.0, 300.0, 300.0, 0.0, 0.0, False, HAPPY),)))
    view.on_event(FrameObservation(1.1))
    text = text_of(view)
    assert "people in view 0" in text
    assert "+0.62" not in text


def test_audio_and_body_observations_are_shown() -> None:
    """The view has the audio level and laughter, the number of kits on wearers, and the means of known values."""
    view = DemoView(AudienceRules(), (1280, 720), "mosquitto")
    view.on_event(AudioObservation(1.0, 0.5, -30.0, True))
    view.on_event(BodyObservation(1.0, "w1", True, 0.4, 80.0, 3.0))
    view.on_event(BodyObservation(1.0, "w2", True, nan, None, None))
    view.on_event(BodyObservation(1.0, "w3", False, nan, None, None))
    text = text_of(view)
    assert "-30 dB ▮▮▮▮▮▮▮▮▮▮ laughter" in text
    assert "2 of 3 kits worn 80 bpm arousal 0.40" in text
    view.on_event(AudioObservation(1.5, 0.5, -90.0, None))
    assert "laughter" not in text_of(view)
