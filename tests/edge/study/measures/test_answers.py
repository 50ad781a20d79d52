"""Answers over participants: each of them counts once, and what is no number is left out."""

import numpy as np
import pytest

from edge.study.measures.answers import GivenAnswer, mean_advert_answers, numeric_answers


def test_a_participant_counts_once_for_a_question() -> None:
    often = [GivenAnswer("spring", "mood", "scale", 2.0), GivenAnswer("spring", "mood", "scale", 6.0)]
    people = [often, *[[GivenAnswer("spring", "mood", "scale", 9.0)] for _ in range(4)], []]
    (mood,) = mean_advert_answers(people, "spring")
    assert (mood.measure, mood.unit, mood.value.n) == ("mood", "1 to 9", 5)
    assert mood.value.mean == pytest.approx((4 + 4 * 9) / 5)
    assert mood.value.low is not None


def test_answers_about_another_advert_do_not_count() -> None:
    people = [[GivenAnswer("spring", "mood", "slider", 40.0), GivenAnswer("summer", "mood", "slider", 90.0)]]
    (mood,) = mean_advert_answers(people, "spring")
    assert (mood.unit, mood.value.mean, mood.value.low) == ("0 to 100", 40.0, None)
    assert mean_advert_answers(people, "autumn") == []


def test_texts_choices_and_questions_at_the_end_are_left_out() -> None:
    columns = {
        "creative": np.array(["spring", "", "spring", "spring"]),
        "question": np.array(["mood", "all", "remark", "colour"]),
        "kind": np.array(["scale", "scale", "text", "choice"]),
        "number": np.array([3.0, 4.0, np.nan, np.nan]),
    }
    assert list(numeric_answers(columns)) == [GivenAnswer("spring", "mood", "scale", 3.0)]
    assert list(numeric_answers(None)) == []
