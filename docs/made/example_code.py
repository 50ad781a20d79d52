"""Programs of `examples/`, as the pages show them."""

from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def consumers() -> str:
    """Both consumers in full, each with its name."""
    return _code_block("consumer.py", "python") + "\n" + _code_block("consumer.mjs", "javascript")


def _code_block(name: str, language: str) -> str:
    code = (EXAMPLES / name).read_text(encoding="utf-8")
    return f"`examples/{name}`:\n\n```{language}\n{code}```\n"
