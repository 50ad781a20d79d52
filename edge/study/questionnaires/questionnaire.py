"""Parses questionnaires (TOML): sliders, choices, 9-point scales with drawings, free text with a warning."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from edge.files import open_regular_file
from edge.study.questionnaires.questions import KINDS, Question, Text
from edge.toml_errors import TomlLines, TomlProblem, toml_problems
from edge.toml_text import TomlTextError, read_toml

MAX_BYTES = 100_000
MAX_QUESTIONS = 50
_TOP = ("title", "when", "question")


class QuestionnaireError(Exception):
    """Invalid questionnaire. Each of `problems` is a sentence that names the file and the line or key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Questionnaire(BaseModel):
    """Questions in the order in which they are asked, either after each ad or once at the end of the session."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    when: Literal["advert", "end"] = "advert"
    questions: tuple[Question, ...]


def read_questionnaire(path: Path) -> Questionnaire:
    """Read and check a questionnaire file. Raises QuestionnaireError with all its problems."""
    try:
        with open_regular_file(path) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _one(f"cannot read {path} ({error.strerror}). Name a file that exists.") from None
    if len(data) > MAX_BYTES:
        raise _one(f"{path} is larger than {MAX_BYTES // 1000} kB. Shorten it, or give the path of a questionnaire.")
    try:
        return parse_questionnaire(data.decode().replace("\r\n", "\n"), path.name)
    except UnicodeDecodeError as error:
        raise _one(f"{path} is not UTF-8 text ({error.reason} at byte {error.start}). Save it as UTF-8.") from None


def parse_questionnaire(text: str, name: str) -> Questionnaire:
    """Check the text of a questionnaire. `name` is only used in error messages. Raises QuestionnaireError."""
    try:
        values = read_toml(text)
    except TomlTextError as error:
        raise _one(f"{name} is not TOML: {error}. Correct the file.") from None
    questions: list[Question] = []
    lines = TomlLines(text)
    found = list(_top_level_problems(values, lines))
    tables = values.get("question", [])
    for number, table in enumerate(tables if isinstance(tables, list) else []):
        question = _parse_question(number, table, lines)
        questions += [question] if isinstance(question, BaseModel) else []
        found += [] if isinstance(question, BaseModel) else question
    found += _repeated_id_problems(tables, lines)
    if found:
        raise QuestionnaireError([_sentence(problem, name) for problem in sorted(found, key=_order)])
    return Questionnaire.model_validate({"questions": tuple(questions), **_head(values)})


def _head(values: Mapping[str, object]) -> dict[str, object]:
    return {key: values[key] for key in ("title", "when") if key in values}


def _one(problem: str) -> QuestionnaireError:
    return QuestionnaireError([f"questionnaire: {problem}"])


def _top_level_problems(values: Mapping[str, object], lines: TomlLines) -> Iterator[TomlProblem]:
    for key in values:
        if key not in _TOP:
            yield _problem(lines, (key,), "is not a key of a questionnaire; the keys are title, when and [[question]]")
    try:
        Questionnaire.model_validate({"questions": (), **_head(values)})
    except ValidationError as error:
        yield from toml_problems(error, lines, "")
    tables = values.get("question")
    if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_QUESTIONS:
        yield _problem(lines, ("question",), f"must occur 1 to {MAX_QUESTIONS} times; write each as [[question]]")


def _parse_question(number: int, table: object, lines: TomlLines) -> Question | list[TomlProblem]:
    """Parse one TOML table. Returns the question, or all problems of the table."""
    place = ("question", str(number))
    if not isinstance(table, dict):
        return [_problem(lines, place, "is not a table; write [[question]] above its keys")]
    kind = table.get("kind")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        shown = "is missing" if kind is None else f"= {kind!r} is not a kind of question"
        return [_problem(lines, (*place, "kind"), f"{shown}; the kinds are {', '.join(KINDS)}")]
    known = f"is not a key of a question of kind {kind}; the keys are {', '.join(model.model_fields)}"
    try:
        return model.model_validate(table)
    except ValidationError as error:
        return list(toml_problems(error, lines, known, within=place))


def _repeated_id_problems(tables: object, lines: TomlLines) -> Iterator[TomlProblem]:
    """Problems with questions that have the id of an earlier question."""
    seen: set[object] = set()
    for number, table in enumerate(tables if isinstance(tables, list) else []):
        own = table.get("id") if isinstance(table, dict) else None
        if isinstance(own, str) and own in seen:
            place = ("question", str(number), "id")
            yield _problem(
                lines, place, f"= {own!r} is already used by an earlier question; give each question a different id"
            )
        seen.add(own if isinstance(own, str) else None)


def _problem(lines: TomlLines, place: tuple[str, ...], reason: str) -> TomlProblem:
    return TomlProblem(lines.find_line(place), place, reason)


def _order(problem: TomlProblem) -> tuple[int, tuple[str, ...]]:
    return problem.line or 0, problem.place


def _sentence(problem: TomlProblem, name: str) -> str:
    section, *keys = problem.place
    if keys:
        place = f"{'.'.join(keys[1:])} of question {int(keys[0]) + 1}" if keys[1:] else f"question {int(keys[0]) + 1}"
    else:
        place = section
    where = f"{name} line {problem.line}" if problem.line else name
    return f"questionnaire: {place} {problem.reason} ({where})."
