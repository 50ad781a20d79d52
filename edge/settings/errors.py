"""Errors of a settings file. Each text names the key, the value, the allowed range and the line."""

from collections.abc import Mapping

from pydantic import ValidationError

from edge.toml_errors import Place, TomlLines, TomlProblem, place_text, toml_problems

_KNOWN = "is not a setting; vitrina settings --example lists all of them"


class SettingsError(Exception):
    """The settings cannot be used. The text has one line for each problem."""


def settings_problem_lines(
    error: ValidationError, text: str, filename: str, variables: Mapping[Place, str] | None = None
) -> list[str]:
    """One line for each problem in the TOML `text`, in the order of the file. The last line says that nothing was
    started. `variables` maps the places of values that the environment has set to the names of the variables.
    """
    found = []
    for problem in toml_problems(error, TomlLines(text), _KNOWN):
        where = _where(problem, f"{filename} line {problem.line}" if problem.line else filename, variables or {})
        what = " ".join(filter(None, [place_text(problem.place), problem.reason]))
        found.append((problem.line or 0, f"settings: {what} ({where})."))
    return [text for _, text in sorted(found)] + ["Nothing was started."]


def _where(problem: TomlProblem, in_file: str, variables: Mapping[Place, str]) -> str:
    """Place of an invalid value: the environment variable, or the place in the file. For an invalid section, also
    the variables that set its values.
    """
    place = problem.place
    if own := [name for each, name in variables.items() if place[: len(each)] == each]:
        return own[0]
    return ", ".join([in_file, *(name for each, name in variables.items() if each[: len(place)] == place)])
