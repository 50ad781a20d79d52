"""Error texts for a settings file: each names the key, the value, the allowed range and the line."""

from pydantic import ValidationError

from edge.toml_errors import name_of, problems

_KNOWN = "is not a setting; vitrina settings --example shows all that there are"


def describe(error: ValidationError, text: str, filename: str) -> list[str]:
    """One line for each problem of the TOML `text`, in the order of its lines. The last line says that nothing was
    started."""
    found = []
    for problem in problems(error, text, _KNOWN):
        where = f"{filename} line {problem.line}" if problem.line else filename
        what = " ".join(filter(None, [name_of(problem.place), problem.reason]))
        found.append((problem.line or 0, f"settings: {what} ({where})."))
    return [text for _, text in sorted(found)] + ["Nothing was started."]
