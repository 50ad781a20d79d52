"""Words of a shop: nothing that it can show says what somebody feels. It counts people and visible smiles."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from edge.toml_text import read_toml

ROOT = Path(__file__).parent.parent

_LIST = read_toml((ROOT / "docs/words.toml").read_text(encoding="utf-8"))["shop"]
EXCEPTIONS: dict[str, str] = _LIST["exceptions"]
PHRASES: dict[str, list[str]] = _LIST["phrases"]

_PATTERNS = {language: re.compile(rf"(?i)\b({words})\b") for language, words in _LIST["words"].items()}
_TEXTS = (".md", ".ftl", ".html", ".js", ".txt", ".toml", ".jsonl", ".service")


def test_no_text_that_a_shop_can_show_says_what_somebody_feels() -> None:
    """Documents, pages, notices, catalogues in every language, and every string of the program."""
    found = [
        f"{name}: {word}: {line.strip()[:100]}"
        for name, text in shown()
        if not any(name == exception or name.startswith(f"{exception}/") for exception in EXCEPTIONS)
        for line in text.splitlines()
        for word in said(name, line)
    ]
    assert found == []


def said(name: str, line: str) -> list[str]:
    """Words of the list in a line, in the languages of its file."""
    for phrase in PHRASES.get(name, ()):
        line = line.replace(phrase, "")
    language = Path(name).stem
    patterns = [_PATTERNS["every"], *([_PATTERNS[language]] if language in _PATTERNS else [])]
    return [match[0] for pattern in patterns for match in pattern.finditer(line)]


def shown() -> Iterator[tuple[str, str]]:
    """Files of text, and strings of the program but for docstrings, of files that have such a word anywhere."""
    yield "README.md", (ROOT / "README.md").read_text()
    for folder in ("docs", "edge", "central", "examples", "firmware_bridge"):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix not in (*_TEXTS, ".py") or not said(name, text := path.read_text()):
                continue
            if path.suffix in _TEXTS:
                yield name, text
            else:
                yield from ((name, string) for string in strings(ast.parse(text)))


def strings(tree: ast.Module) -> Iterator[str]:
    """Strings of a module but for docstrings."""
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


def test_the_list_finds_its_words_in_each_language() -> None:
    assert said("docs/x.md", "People liked it: engagement rose, and they FELT it.") == ["liked", "engagement", "FELT"]
    assert said("x/de.ftl", "Wie sich jemand fühlt: seine Stimmung") == ["fühlt", "Stimmung"]
    assert said("x/de.ftl", "mit Zustimmung und nach Bestimmung") == []
    assert said("x/fr.toml", "Ce qu'ils ressentent, s'ils sont émus, et ce qui a plu : leur bonheur") == [
        "ressentent", "émus", "plu", "bonheur",
    ]  # fmt: skip
    assert said("x/fr.toml", "plus de dix personnes présentes") == []
    assert said("x/es.toml", "Lo que sienten, su estado de ánimo, y si les gustó: compromiso") == [
        "sienten", "estado de ánimo", "gustó", "compromiso",
    ]  # fmt: skip
    assert said("x/es.toml", "según quién mira, siempre") == []
    assert said("x/ru.ftl", "настроение и эмоции") == ["настроение", "эмоции"]
    assert said("x/ru.ftl", "что люди чувствуют и ощущают, что понравилось") == ["чувствуют", "ощущают", "понравилось"]
    assert said("x/ru.ftl", "настроено, чувствительность") == []
