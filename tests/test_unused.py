"""The check for code that only tests use, on sources of a few lines."""

from pathlib import Path

import pytest

from tests import unused

SOURCES = {
    "edge/a.py": """
LIMIT, SPARE = 1, 2
def used(): return LIMIT
def dead(): return _inner()
def _inner(): ...
""",
    "edge/b.py": "from edge.a import used as taken\nprint(taken())\n",
    "edge/named.py": "def by_name(): ...\n",
    "edge/again/__init__.py": "from edge.again.inner import Shown as Shown\n",
    "edge/again/inner.py": """
class Shown:
    def asked(self): ...
    def never(self): return self.never()
    def drawn(self): ...
""",
    "edge/c.py": "from edge.again import Shown\nShown().asked()\nLazy('named', 'by_name')\n",
    "edge/d.py": "import torch\nclass Net(torch.nn.Module):\n    def forward(self): ...\nprint(Net)\n",
    "edge/e.py": "@app.route\ndef page(): ...\n",
    "central/page.html.j2": "{{ shown.drawn() }}\n",
    "tests/test_a.py": "from edge.a import dead\n",
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def names(root: Path) -> list[str]:
    return [definition.text for definition in unused.unused(root)]


def test_what_only_tests_use_is_listed_with_what_it_alone_uses(sources: Path) -> None:
    """Imports under other names, packages that pass a name on, names in strings and templates, calls by a library and
    decorators that register are uses."""
    assert names(sources) == ["edge.a.SPARE", "edge.a.dead", "edge.a._inner", "edge.again.inner.Shown.never"]


@pytest.mark.parametrize(
    ("user", "found"),
    [("from edge.a import dead\nprint(dead)", []), ("import edge.a\nprint(edge.a.dead)", []), ("dead = 1\n", None)],
)
def test_a_document_or_an_example_is_a_user(sources: Path, user: str, found: list[str] | None) -> None:
    """By its import, not by its words."""
    (sources / "docs").mkdir()
    (sources / "docs" / "make.py").write_text(user)
    left = [name for name in names(sources) if name in ("edge.a.dead", "edge.a._inner")]
    assert left == (["edge.a.dead", "edge.a._inner"] if found is None else found)


def test_exceptions_have_a_reason_each_and_are_needed(
    sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(unused, "ROOT", sources)
    monkeypatch.setattr(unused, "KEPT", {"edge.a": "offered", "edge.b.taken": "offered"})
    assert unused.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "edge.again.inner.Shown.never: only tests use it (1 lines). Delete it, or add it to KEPT with the reason.",
        "edge.b.taken: it is used, or gone. Delete its line in KEPT.",
    ]
    monkeypatch.setattr(unused, "KEPT", {"edge.a": "offered", "edge.again.inner": "offered"})
    assert unused.main() == 0
