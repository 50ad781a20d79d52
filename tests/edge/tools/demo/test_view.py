"""The demo's screen in terminals of four sizes and more: film, boxes, numbers, and messages in full."""

import io
from dataclasses import replace
from math import nan

import numpy as np
import pytest
from rich.console import Console

from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    BodyObservation,
    ExpressionScores,
    FaceObservation,
    FrameObservation,
    PlayStarted,
)
from edge.signals import Frame
from edge.tools.aim.canvas import Depth
from edge.tools.demo.state import DemoMessage, DemoState
from edge.tools.demo.view import DemoTexts, draw_demo_screen
from tests.worlds import face_of

HAPPY = ExpressionScores((0.1, 0.8, 0.1, 0, 0, 0, 0, 0), 0.62, 0.3)
SMILE = ExpressionScores((None, 0.75, *[None] * 6), None, None)
TOPIC = "vitrina/1/demo/shop/kiosk"
WINDOW = DemoMessage(f"{TOPIC}/window", '{"schema":"vitrina.window/1","visits":7}')
LONG_NOTE = "Vitrina demo, recorded people: two films, five faces of one photograph, moved. Ctrl-C ends it."
TEXTS = DemoTexts(LONG_NOTE, "Vitrina demo. Ctrl-C ends it.", "mosquitto", "smile-mesh, use = shop")
LINK = f"player: http://127.0.0.1:40001/#{'x' * 43}"
SIZES = ((80, 24), (100, 30), (120, 40), (150, 46), (60, 40))
SMILES = AudienceRules(measures=("smile",))


def screen(state: DemoState, rules: AudienceRules, size: tuple[int, int] = (150, 46)) -> list[str]:
    """Lines of the screen."""
    console = Console(width=size[0], height=size[1], file=io.StringIO(), record=True, force_terminal=True)
    console.print(draw_demo_screen(state.take_snapshot(), TEXTS, [LINK], rules, (*size, "true")))
    return console.export_text().splitlines()


def text_of(state: DemoState, rules: AudienceRules) -> str:
    return " ".join(" ".join(screen(state, rules)).split())


def busy(rules: AudienceRules, reading: ExpressionScores | None = SMILE) -> DemoState:
    """A demo in which everything is known: seven people, of whom six look."""
    state = DemoState(rules, stay_s=15.0)
    state.on_event(PlayStarted(100.0, "spring_a", duration_s=7.0, feed="player"))
    state.on_event(AudioObservation(101.0, 0.5, -30.0, True))
    for number in range(5):
        state.on_event(BodyObservation(101.0, f"w{number}", True, 0.4, 80.0, 3.0))
    faces = tuple(seven_faces(reading))
    state.on_event(FrameObservation(101.0, faces))
    state.on_event(PlayStarted(107.0, "summer_b", duration_s=8.0, feed="player"))
    state.on_frame(Frame(110.0, np.full((720, 1280, 3), (40, 90, 160), np.uint8)))
    state.on_event(FrameObservation(110.0, faces))
    return state


def seven_faces(reading: ExpressionScores | None) -> list[FaceObservation]:
    faces = []
    for number in range(7):
        row, column = divmod(number, 4)
        turned = 60.0 if number == 6 else 0.0
        x_px, y_px = 60.0 + 313 * column + 150 * row, 80.0 + 330 * row
        faces.append(face_of(number, x_px, y_px, 190.0, 230.0, turned, 0.0, False, reading))
    return faces


@pytest.mark.parametrize("size", SIZES)
def test_everything_that_matters_fits_a_terminal(size: tuple[int, int]) -> None:
    """No line is longer than the terminal, and no number is cut off."""
    lines = screen(busy(SMILES), SMILES, size)
    assert len(lines) == size[1]
    assert max(map(len, lines)) <= size[0]
    text = "\n".join(lines)
    for expected in (
        "Ctrl-C ends it.",
        "in view    7, attentive 6  ●●●●●●●",
        "smiles     0.75 now",
        " -30 dB ▮▮▮▮▮▮       laughter",
        "5 of 5 worn, 80 bpm, arousal 0.40",
        "on screen  summer_b 3.0 of 8 s ███",
        "smiles per second, ▁ 0.75 to █ 0.76",
        "spring_a   ",
        "summer_b   ",
        "what left the kiosk",
        "first window in 40 s",
    ):
        assert expected in text
    if size[0] >= 78:
        assert LINK in text


@pytest.mark.parametrize("size", SIZES)
def test_the_film_is_drawn_with_boxes_and_a_legend(size: tuple[int, int]) -> None:
    """The picture is as large as the terminal allows, and its boxes have the value of each face."""
    text = "\n".join(screen(busy(SMILES), SMILES, size))
    assert text.count("┌") == 7
    assert text.count(".75") >= 7
    assert "▢ looks" in text
    assert "▢ away" in text or "▢ looks away" in text


def test_a_kept_picture_has_nobody_on_it() -> None:
    """Without the film the boxes stand on black: no colour of the camera's picture is in it."""
    snapshot = replace(busy(SMILES).take_snapshot(), image=None)
    console = Console(width=150, height=46, file=io.StringIO(), record=True, force_terminal=True)
    console.print(draw_demo_screen(snapshot, TEXTS, [], SMILES, (150, 46, "true")))
    svg = console.export_svg()
    assert "#a05828" not in svg
    assert "┌" in svg


def test_the_film_has_the_colours_of_the_camera() -> None:
    console = Console(width=150, height=46, file=io.StringIO(), record=True, force_terminal=True)
    console.print(draw_demo_screen(busy(SMILES).take_snapshot(), TEXTS, [], SMILES, (150, 46, "true")))
    assert "#a05828" in console.export_svg()


def test_valence_is_shown_where_it_is_read() -> None:
    """Valence has its sign, and the strongest expression stands in the box."""
    rules = AudienceRules()
    text = text_of(busy(rules, HAPPY), rules)
    assert "◉ +0.62" in text
    assert "┘" in text
    assert "smile─" in text
    assert "valence +0.62 now" in text


def test_without_a_reader_no_expression_is_shown() -> None:
    """Boxes and attention alone."""
    rules = AudienceRules(measures=())
    text = text_of(busy(rules, None), rules)
    assert "attentive 6" in text
    assert "valence" not in text
    assert "smiles" not in text


def test_messages_are_shown_in_full_and_those_about_people_first() -> None:
    """Every byte of a message is shown, whatever the order of the messages."""
    state = DemoState(SMILES)
    state.on_message(WINDOW)
    state.on_message(DemoMessage(f"{TOPIC}/play", '{"schema":"vitrina.play/1"}'))
    text = text_of(state, SMILES)
    assert text.index(WINDOW.payload) < text.index("vitrina.play/1")
    assert "first window" not in text


def test_people_who_left_disappear_from_the_screen() -> None:
    """Box and value disappear with the next frame, and the screen says why nothing is told yet."""
    state = busy(SMILES)
    state.on_event(FrameObservation(111.0))
    text = text_of(state, SMILES)
    assert "in view 0, attentive 0" in text
    assert "◉ 0.75" not in text
    assert "nobody is in view" in text
    assert "first window in 39 s" in text or "first window in 36 s" in text


def test_unknown_values_of_kits_and_sound_are_left_out() -> None:
    """Means are over the known values; no laughter is shown where none is known."""
    state = DemoState(SMILES)
    state.on_event(AudioObservation(1.5, 0.5, -90.0, None))
    state.on_event(BodyObservation(1.0, "w1", True, 0.4, 80.0, 3.0))
    state.on_event(BodyObservation(1.0, "w2", True, nan, None, None))
    state.on_event(BodyObservation(1.0, "w3", False, nan, None, None))
    text = text_of(state, SMILES)
    assert "2 of 3 worn, 80 bpm, arousal 0.40" in text
    assert "laughter" not in text
    assert "arousal" not in text_of(state, replace(SMILES, body_arousal=False))  # as in a shop


def test_a_pause_is_shown_and_hides_the_people() -> None:
    """Somebody pressed the button on the page: picture and boxes are gone, and the reason stands there."""
    state = busy(SMILES)
    state.on_message(DemoMessage(f"{TOPIC}/state", '{"state":"paused","reasons":["local"]}'))
    text = text_of(state, SMILES)
    assert "measuring is paused:" in text
    assert " local " in text
    assert "┌" not in text
    assert state.take_snapshot().image is None
    state.on_message(DemoMessage(f"{TOPIC}/state", '{"state":"sensing","reasons":[]}'))
    assert "measuring is paused" not in text_of(state, SMILES)


@pytest.mark.parametrize("depth", ["true", "256", "shades", "plain"])
@pytest.mark.parametrize("size", [(10, 3), (20, 8), (77, 20), (78, 12), (400, 120)])
def test_no_terminal_is_too_small_too_large_or_too_old(size: tuple[int, int], depth: Depth) -> None:
    """Something is drawn in each, and it fits."""
    console = Console(width=size[0], height=size[1], file=io.StringIO(), record=True, force_terminal=True)
    console.print(draw_demo_screen(busy(SMILES).take_snapshot(), TEXTS, [LINK], SMILES, (*size, depth)))
    lines = console.export_text().splitlines()
    assert len(lines) == size[1]
    assert max(map(len, lines)) <= size[0]
