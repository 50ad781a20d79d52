"""Answers as they come from a page: which are taken, and their rows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.questionnaires.answers import BadAnswersError, GivenAnswers, check_answers
from edge.study.questionnaires.questionnaire import parse_questionnaire

ASKED = parse_questionnaire(
    """title = "After each advert"
[[question]]
id = "mood"
kind = "scale"
drawing = "valence"
text = "How do you feel?"
[[question]]
id = "interest"
kind = "slider"
text = "How much does it concern you?"
low = "not at all"
high = "very much"
[[question]]
id = "brand"
kind = "choice"
text = "Which brand was it?"
choices = ["A", "B"]
[[question]]
id = "seen"
kind = "choice"
text = "What did you see?"
choices = ["a dog", "a car, red"]
several = true
[[question]]
id = "remark"
kind = "text"
text = "Anything else?"
most = 20
""",
    "q.toml",
)
GOOD: dict[str, object] = {"mood": 9, "interest": 0, "brand": "B", "seen": ["a car, red"], "remark": "Grüße"}


def test_answers_are_taken_one_for_each_question() -> None:
    answers = check_answers(ASKED, GOOD)
    assert answers == {**GOOD, "seen": ("a car, red",)}
    given_answers = GivenAnswers(12.0, 10.0, "spring", ASKED, answers)
    head = (12.0, 2.0, "spring", "After each advert")
    assert given_answers.rows == (
        (*head, "mood", "scale", 9, None),
        (*head, "interest", "slider", 0, None),
        (*head, "brand", "choice", None, "B"),
        (*head, "seen", "choice", None, '["a car, red"]'),
        (*head, "remark", "text", None, "Grüße"),
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"other": 1}, "the number of answers is wrong"),
        ({"mood": None}, "the answer to mood"),
        ({"mood": 10}, "the answer to mood"),
        ({"mood": True}, "the answer to mood"),
        ({"mood": "5"}, "the answer to mood"),
        ({"interest": 5.5}, "the answer to interest"),
        ({"interest": 10**400}, "the answer to interest"),
        ({"brand": "C"}, "the answer to brand"),
        ({"brand": ["A"]}, "the answer to brand"),
        ({"seen": ["a dog", "a dog"]}, "the answer to seen"),
        ({"seen": [{"a": 1}]}, "the answer to seen"),
        ({"seen": "a dog"}, "the answer to seen"),
        ({"remark": "x" * 21}, "the answer to remark"),
        ({"remark": {"x": 1}}, "the answer to remark"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_without_being_repeated(change: dict[str, object], why: str) -> None:
    with pytest.raises(BadAnswersError, match=why) as error:
        check_answers(ASKED, {**GOOD, **change})
    assert "xxx" not in str(error.value)


def test_a_question_may_not_be_left_out() -> None:
    with pytest.raises(BadAnswersError, match="the number of answers is wrong"):
        check_answers(ASKED, {name: answer for name, answer in GOOD.items() if name != "remark"})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=50)
@given(json_values | st.fixed_dictionaries(dict.fromkeys(GOOD, json_values)))
def test_whatever_comes_is_taken_or_refused(values: object) -> None:
    try:
        answers = check_answers(ASKED, values)
    except BadAnswersError:
        return
    assert len(GivenAnswers(1.0, 0.0, "", ASKED, answers).rows) == 5
