"""Tests of the answers that each kind of question takes."""

from importlib.resources import files

import pytest
from pydantic import ValidationError

from edge.study.dictionary import ANSWERS
from edge.study.questionnaires.questions import KINDS, UNITS, WARNING, Answer, Choice, FreeText, Scale, Slider

SLIDER = Slider(id="s", text="t", kind="slider", low="l", high="h")
SCALE = Scale(id="s", text="t", kind="scale", drawing="arousal")
ONE = Choice(id="c", text="t", kind="choice", choices=["a", "b", "c"])
SEVERAL = Choice(id="c", text="t", kind="choice", choices=["a", "b", "c"], several=True)
TEXT = FreeText(id="f", text="t", kind="text", most=5)


def test_numbers_lie_within_their_limits() -> None:
    for number in range(-2, 103):
        assert SLIDER.accepts_answer(number) == (0 <= number <= 100), number
        assert SCALE.accepts_answer(number) == (1 <= number <= 9), number


@pytest.mark.parametrize("answer", [True, "5", ("5",)])
def test_what_is_no_number_is_no_point(answer: Answer) -> None:
    assert not SLIDER.accepts_answer(answer)
    assert not SCALE.accepts_answer(answer)


def test_a_choice_is_one_of_them() -> None:
    assert ONE.accepts_answer("a")
    assert not ONE.accepts_answer("d")
    assert not ONE.accepts_answer(("a",))
    assert not ONE.accepts_answer(1)


def test_several_choices_are_different_ones() -> None:
    assert SEVERAL.accepts_answer(())
    assert SEVERAL.accepts_answer(("a", "c"))
    assert not SEVERAL.accepts_answer(("a", "a"))
    assert not SEVERAL.accepts_answer(("a", "d"))
    assert not SEVERAL.accepts_answer("a")


def test_a_text_is_no_longer_than_its_most() -> None:
    assert TEXT.accepts_answer("")
    assert TEXT.accepts_answer("12345")
    assert not TEXT.accepts_answer("123456")
    assert not TEXT.accepts_answer(1)


def test_a_free_text_has_a_warning() -> None:
    """Its own, or one that names what not to write."""
    assert TEXT.warning == WARNING
    assert "names" in WARNING
    assert FreeText(id="f", text="t", kind="text", warning="Keine Namen!").warning == "Keine Namen!"
    assert FreeText(id="f", text="t", kind="text").most == 500
    with pytest.raises(ValidationError):
        FreeText(id="f", text="t", kind="text", warning=" ")


@pytest.mark.parametrize("own", ["", "1a", "_a", "A", "a-b", "a b", "a\n", "ä", "a" * 41])
def test_an_id_that_is_no_column_is_refused(own: str) -> None:
    with pytest.raises(ValidationError):
        FreeText(id=own, text="t", kind="text")


def test_ids_are_names_of_columns() -> None:
    for own in ("a", "a1_b", "z" * 40):
        assert FreeText(id=own, text="t", kind="text").id == own


def test_two_to_twelve_different_choices() -> None:
    for choices in (["a"], ["a", "a"], [str(n) for n in range(13)]):
        with pytest.raises(ValidationError):
            Choice(id="c", text="t", kind="choice", choices=choices)
    assert len(Choice(id="c", text="t", kind="choice", choices=[str(n) for n in range(12)]).choices) == 12
    assert len(Choice(id="c", text="t", kind="choice", choices=["a", "b"]).choices) == 2


def test_texts_and_labels_have_a_length() -> None:
    """300 and 80 characters, without the space around them; none is too short."""
    assert Slider(id="s", text=f" {'t' * 300} ", kind="slider", low="l" * 80, high="h").text == "t" * 300
    for text, low in (("t" * 301, "l"), ("", "l"), (" ", "l"), ("t", "l" * 81), ("t", ""), ("t", " ")):
        with pytest.raises(ValidationError):
            Slider(id="s", text=text, kind="slider", low=low, high="h")


def test_the_least_and_the_most_of_a_free_text() -> None:
    for most, is_right in ((0, False), (1, True), (2_000, True), (2_001, False)):
        if is_right:
            assert FreeText(id="f", text="t", kind="text", most=most).most == most
        else:
            with pytest.raises(ValidationError):
                FreeText(id="f", text="t", kind="text", most=most)


def test_kinds_are_those_of_their_models() -> None:
    assert {"slider", "choice", "scale", "text"} <= set(KINDS)
    for kind, model in KINDS.items():
        assert model.model_fields["kind"].annotation.__args__ == (kind,)  # type: ignore[union-attr]


def test_each_kind_has_a_control_on_the_page_and_words_in_the_data_dictionary() -> None:
    page = (files("edge.study_sessions.pages") / "page" / "ask.js").read_text(encoding="utf-8")
    controls = page.split("const kinds = {")[1].split("\n};")[0]
    words = {column.name: column.meaning for column in ANSWERS.columns}
    for kind in KINDS:
        assert f"\n  {kind}(question, box) {{" in controls, kind
        assert kind in words["kind"], kind
        assert (kind in words["number"]) == (kind in UNITS), kind
