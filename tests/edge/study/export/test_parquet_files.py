"""Parquet: types of the dictionary, units in the schema, nulls for what is missing."""

from pathlib import Path

import pytest

from edge.intended_purpose import purpose
from edge.study.errors import StudyError
from edge.study.export import parquet_files
from tests.edge.study.export.shared import TEXT, exported


def test_types_units_and_nulls(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="Parquet wants pyarrow: make setup")
    folder = exported(tmp_path, "parquet") / "w1" / "session-01"
    kit, face, events = (pq.read_table(folder / f"{name}.parquet") for name in ("kit1", "face", "events"))
    assert str(kit.schema.field("conductance_us").type) == "double"
    assert kit.schema.metadata[b"intended_purpose"].decode() == purpose("research", "en")
    assert kit.schema.field("conductance_us").metadata[b"unit"] == b"uS"
    assert kit["pulse"].null_count == len(kit)
    assert kit["conductance_us"][0].as_py() == 2.0
    assert str(face.schema.field("no_data").type) == "bool"
    assert face["no_data"].to_pylist().count(True) == 20
    assert face["attentive"].null_count == 20
    assert events["name"][5].as_py() == TEXT
    assert events["name"][0].as_py() is None
    (folder.parents[1] / "sessions.csv").stat()


def test_without_pyarrow_nothing_is_made_and_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_files, "find_spec", lambda _: None)
    with pytest.raises(StudyError, match=r"pip install 'vitrina\[analysis\]'\. Or export csv"):
        exported(tmp_path, "parquet")
    assert not (tmp_path / "parquet").exists()
