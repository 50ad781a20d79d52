"""Words of a shop: nothing that it can show says what somebody feels. It counts people and visible smiles."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

WORDS = {
    "": r"emotion(s|al|ally)?|moods?|feelings?|feels?|felt|happy|happiness|engaged|engagement|sentiments?"
    r"|people like|liked|likes",
    "de": r"Emotion(en)?|emotional\w*|Stimmung(en)?|Gefühle?n?|fühl(t|en|te|ten)|glücklich\w*|Engagement|mögen|mochten",
    "fr": r"émotion(s|nel\w*)?|ému\w*|humeurs?|sentiments?|ressen(t|ti|tis|tent|tir|tait)|éprouv\w+|heureu\w+|bonheur"
    r"|engagements?|aiment|aimé\w*|plaît|plaisent|plu",
    "es": r"emoci(ón|ones|onal\w*)|sentimientos?|sient(e|en)|sint(ió|ieron)|estados? de ánimo|ánimos?|feli(z|ces|cidad)"
    r"|compromiso|gust(a|an|ó|aron)",
    "ru": r"эмоци\w*|чувств[оаеу]?м?|чувству\w+|ощущ\w+|настроени[еяюй]м?|счасть\w*|счастлив\w*|вовлеч\w+"
    r"|нрав(ится|ятся)|понрав\w+",
}
"""Language of a catalogue to what it does not say. Of "", every text."""

EXCEPTIONS = {
    # law, which speaks of emotion recognition
    "docs/badges.md": "the page on staff quotes what the law forbids",
    "docs/notice.md": "the page on the notice quotes the law",
    # columns of --trace, and models
    "docs/recordings.md": "columns of --trace",
    "docs/networks.md": "models and their classes",
    "docs/mutants.md": "lines of code that a test did not see",
    "docs/decisions": "decisions of before",
    "edge/events.py": "classes of models, which are columns of --trace; readings of comments",
    "edge/perception": "classes of models",
    "edge/tools/demo/picture.py": "a class of models, which it shows as a smile",
    "edge/tools/demo/state.py": "a class of models",
    "central/simulate/shop.py": "classes of models",
    # comments
    "docs/comments.md": "comments",
    "edge/tools/read_text.py": "comments",
    # research
    "docs/data-dictionary.md": "studies",
    "docs/studies.md": "studies",
    "docs/study-analyses.md": "studies",
    "edge/study": "studies",
    "edge/study_sessions": "studies",
}
"""Files and folders that may say such a word, and why."""

PHRASES = {
    "docs/numbers.md": ("expression *happiness*", 'Do not say "felt", "liked" or "wanted"', "| happiness |"),
}
"""Phrases that a file may have: what a number is not, and the class behind it."""

_PATTERNS = {language: re.compile(rf"(?i)\b({words})\b") for language, words in WORDS.items()}
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
    patterns = [_PATTERNS[""], *([_PATTERNS[language]] if language in WORDS else [])]
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
