"""Tests of questionnaire files: what is read, and each problem with its line."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.questionnaires import questions
from edge.study.questionnaires.questionnaire import (
    MAX_QUESTIONS,
    QuestionnaireError,
    parse_questionnaire,
    read_questionnaire,
)
from edge.study.questionnaires.questions import Choice, FreeText, Scale, Slider

WHOLE = """title = "After each advert"

[[question]]
id = "valence"
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
choices = ["A", "B", "I do not know"]

[[question]]
id = "remark"
kind = "text"
text = "Anything else?"
"""


def problems(text: str) -> tuple[str, ...]:
    """All that is wrong with a text."""
    with pytest.raises(QuestionnaireError) as error:
        parse_questionnaire(text, "q.toml")
    assert str(error.value) == "\n".join(error.value.problems)
    return error.value.problems


def test_a_questionnaire_has_its_questions_in_order() -> None:
    found = parse_questionnaire(WHOLE, "q.toml")
    assert found.title == "After each advert"
    assert [type(question) for question in found.questions] == [Scale, Slider, Choice, FreeText]
    assert [question.id for question in found.questions] == ["valence", "interest", "brand", "remark"]


KINDS = f"the kinds are {', '.join(questions.KINDS)}"
NO_KIND = f"is not a kind of question; {KINDS}"
NO_KEY = "is not a key of a question of kind slider; the keys are id, text, kind, low, high"
NO_ID = "must start with a letter from a to z, and continue with a to z, 0 to 9 and _"
REPEATED = "is already used by an earlier question; give each question a different id"
NO_TOP = "is not a key of a questionnaire; the keys are title, when and [[question]]"


@pytest.mark.parametrize(
    ("old", "new", "problem", "where"),
    [
        ('kind = "slider"', 'kind = "slidr"', f"kind of question 2 = 'slidr' {NO_KIND}", " line 11"),
        ('kind = "slider"\n', "", f"kind of question 2 is missing; {KINDS}", " line 9"),
        ('kind = "slider"', "kind = 1", f"kind of question 2 = 1 {NO_KIND}", " line 11"),
        ('low = "not at all"\n', "", "low of question 2 is missing", " line 9"),
        ('low = "', 'left = "x"\nlow = "', f"left of question 2 {NO_KEY}", " line 13"),
        ('ing = "valence"', 'ing = "x"', "drawing of question 1 = 'x' is not one of 'valence' or 'arousal'", " line 6"),
        ('id = "brand"', 'id = "Brand"', f"id of question 3 = 'Brand': {NO_ID}", " line 17"),
        (
            '"B", "I',
            '"A", "I',
            "choices of question 3 the same choice occurs twice; list each choice only once",
            " line 20",
        ),
        ('id = "remark"', 'id = "brand"', f"id of question 4 = 'brand' {REPEATED}", " line 23"),
        ('title = "After each advert"\n', "", "title is missing", ""),
        ("title", "titel = 1\ntitle", f"titel {NO_TOP}", " line 1"),
        ('"Anything else?"', '"x"\nmost = 0', "most of question 4 = 0 is too small; it must be at least 1", " line 26"),
    ],
)
def test_a_problem_has_its_place_and_a_cure(old: str, new: str, problem: str, where: str) -> None:
    assert problems(WHOLE.replace(old, new, 1)) == (f"questionnaire: {problem} (q.toml{where}).",)


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = (
        WHOLE.replace('drawing = "valence"', "").replace('kind = "choice"', 'kind = "pick"').replace("title", "titel")
    )
    lines = [re.search(r"line (\d+)", problem) for problem in problems(text)]
    assert [line and int(line[1]) for line in lines] == [None, 1, 3, 18]


def test_a_questionnaire_has_one_to_fifty_questions() -> None:
    question = '[[question]]\nid = "q{}"\nkind = "text"\ntext = "x"\n'
    many = 'title = "x"\n' + "".join(question.format(n) for n in range(MAX_QUESTIONS))
    assert len(parse_questionnaire(many, "q.toml").questions) == MAX_QUESTIONS
    wanted = f"must occur 1 to {MAX_QUESTIONS} times; write each as [[question]]"
    for wrong in (
        'title = "x"\n',
        'title = "x"\nquestion = 1\n',
        'title = "x"\nquestion = []\n',
        many + question.format("x"),
    ):
        assert wanted in problems(wrong)[0]


def test_a_question_is_a_table() -> None:
    (problem,) = problems('title = "x"\nquestion = ["a"]\n')
    assert problem == "questionnaire: question 1 is not a table; write [[question]] above its keys (q.toml line 2)."


def test_a_third_question_of_the_same_id_is_told_too() -> None:
    same = '[[question]]\nid = "q"\nkind = "text"\ntext = "x"\n'
    assert len(problems('title = "x"\n' + 3 * same)) == 2
    assert len(problems('title = "x"\n' + same + same.replace('"q"', "7") + same.replace('"q"', "7"))) == 2


def test_what_is_no_toml_is_told() -> None:
    (problem,) = problems("title = ")
    assert problem.startswith("questionnaire: q.toml is not TOML: ")


def test_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "q.toml"
    path.write_bytes(WHOLE.replace("\n", "\r\n").encode())
    assert len(read_questionnaire(path).questions) == 4


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "q.toml"
    with pytest.raises(QuestionnaireError, match="cannot read"):
        read_questionnaire(path)
    path.write_bytes(b"title = '\xff'")
    with pytest.raises(QuestionnaireError, match="is not UTF-8 text"):
        read_questionnaire(path)
    path.write_bytes(b"#" * 100_001)
    with pytest.raises(QuestionnaireError, match="is larger than 100 kB"):
        read_questionnaire(path)
    path.write_bytes(WHOLE.encode() + b"#" * (100_000 - len(WHOLE)))
    assert len(read_questionnaire(path).questions) == 4


def told(text: str) -> tuple[str, ...]:
    """All that is wrong with a text; nothing if it is right."""
    try:
        parse_questionnaire(text, "q.toml")
    except QuestionnaireError as error:
        return error.problems
    return ()


LINES = WHOLE.splitlines()


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(range(len(LINES))), st.sampled_from(["drop", "twice", "number", "list", "table", "quote"])
        ),
        max_size=4,
    )
)
def test_a_broken_file_has_problems_with_places_and_no_traceback(changes: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for index, change in changes:
        key, is_pair, _ = lines[index].partition(" = ")
        lines[index] = {
            "drop": "",
            "twice": f"{lines[index]}\n{lines[index]}",
            "number": f"{key} = -1" if is_pair else lines[index],
            "list": f"{key} = [1, 'a']" if is_pair else lines[index],
            "table": f"{key} = {{a = 1}}" if is_pair else lines[index],
            "quote": lines[index] + '"',
        }[change]
    for problem in told("\n".join(lines)):
        assert re.fullmatch(r"questionnaire: .*q\.toml.*\.", problem, re.DOTALL)


def test_a_questionnaire_is_asked_after_each_advert_or_at_the_end() -> None:
    assert parse_questionnaire(WHOLE, "q.toml").when == "advert"
    assert parse_questionnaire(f'when = "end"\n{WHOLE}', "q.toml").when == "end"
    (problem,) = problems(f'when = "never"\n{WHOLE}')
    assert "q.toml line 1" in problem
    assert "when" in problem


def test_the_questionnaire_of_the_page_on_sessions_can_be_used() -> None:
    text = (Path(__file__).parents[4] / "docs" / "research/sessions.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(title = .*?)```", text, re.DOTALL)
    assert [question.kind for question in parse_questionnaire(block, "sessions.md").questions] == [
        "scale", "slider", "choice", "text"
    ]  # fmt: skip
