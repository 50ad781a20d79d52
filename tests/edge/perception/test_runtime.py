"""edge/perception/runtime.py: only the right file is opened, on one thread, and nonsense is refused."""

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest

from edge.perception.runtime import NotFiniteError, Session
from models.spec import ZOO, ModelFileError, ModelSpec

SPEC = ModelSpec.load(ZOO / "fer-1.0m.json")


@pytest.fixture(scope="module")
def session() -> Session:
    """The shipped network, opened."""
    return Session(SPEC)


def test_says_what_it_really_runs_on(session: Session) -> None:
    """Read back from the engine, not what was asked for."""
    assert session.provider == "CPUExecutionProvider"


@pytest.mark.parametrize("count", [0, 1, 7])
def test_any_number_of_rows(session: Session, count: int) -> None:
    """One call for all faces of a frame; none is allowed."""
    rows = np.random.default_rng(count).standard_normal((count, 1, 48, 48), np.float32)
    assert session.run(rows)[0].shape == (count, 8)


def test_a_face_is_read_the_same_alone_and_in_company(session: Session) -> None:
    """Rows do not touch each other."""
    rows = np.random.default_rng(1).standard_normal((5, 1, 48, 48), np.float32)
    together = session.run(rows)[0]
    alone = np.concatenate([session.run(row[None])[0] for row in rows])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
def test_not_a_number_is_refused(session: Session, poison: float) -> None:
    """Before the network: inside, a ReLU could turn it into a plausible answer."""
    rows = np.zeros((2, 1, 48, 48), np.float32)
    rows[1, 0, 3, 3] = poison
    with pytest.raises(NotFiniteError, match=r"fer-1\.0m"):
        session.run(rows)


def test_another_shape_or_type_is_refused(session: Session) -> None:
    """With what it wants."""
    with pytest.raises(ValueError, match=r"wants \(1, \(1, 48, 48\)\) float32, not \(1, 1, 64, 64\)"):
        session.run(np.zeros((1, 1, 64, 64), np.float32))
    with pytest.raises(ValueError, match="float64"):
        session.run(np.zeros((1, 1, 48, 48)))  # type: ignore[arg-type]


def test_altered_file_is_not_opened(tmp_path: Path) -> None:
    """The hash of the spec is checked by whoever opens the file."""
    (tmp_path / SPEC.file).write_bytes(SPEC.path.read_bytes() + b"\0")
    with pytest.raises(ModelFileError, match="is not the file that its card names"):
        Session(dataclasses.replace(SPEC, folder=tmp_path))


def test_file_that_the_engine_cannot_read_is_a_model_error(tmp_path: Path) -> None:
    """A file that says opset 17 and nothing else, with the right hash: a line, not the engine's traceback."""
    content = bytes((0x42, 2, 0x10, 17))
    (tmp_path / "x.onnx").write_bytes(content)
    spec = dataclasses.replace(SPEC, folder=tmp_path, file="x.onnx", sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(ModelFileError, match=r"ONNX Runtime .* cannot open x\.onnx"):
        Session(spec)
