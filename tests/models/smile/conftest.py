"""The mesh's own file, fetched once for all tests of this folder."""

import pytest

from models.data import DataMissingError


@pytest.fixture(scope="session")
def mesh_file() -> bytes:
    """Content of MediaPipe's file of the mesh; skips where it cannot be fetched."""
    pytest.importorskip("torch", reason="training needs torch (make setup TRAIN=1)")
    pytest.importorskip("tflite", reason="training needs tflite (make setup TRAIN=1)")
    from models.smile import mesh

    try:
        return mesh.fetch_mesh()
    except DataMissingError as missing:
        pytest.skip(f"the mesh's file cannot be fetched: {missing}")
