"""The smile head learns from MediaPipe's blendshapes: what the teacher says of meshes, and the targets made of it."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason="training needs torch (make setup TRAIN=1)")
pytest.importorskip("ai_edge_litert", reason="training needs LiteRT (make setup TRAIN=1)")

from models.data import DATA, DataMissingError  # noqa: E402
from models.smile.data import SmilePoints  # noqa: E402
from models.smile.points import CHEEKS, LIPS, POINTS  # noqa: E402
from models.smile.recipe import QUICK, SMILE  # noqa: E402


def test_five_heads_are_averaged_into_fifteen_thousand_parameters() -> None:
    from models.loop import parameter_count
    from models.smile.net import SmileHead

    recipe = dataclasses.asdict(SMILE)
    assert recipe.get("members") == 5
    head = SmileHead(SMILE.hidden, 0.0, SMILE.members).eval()
    shapes = torch.randn(3, 192)
    assert parameter_count(head) == 5 * 3105
    assert torch.allclose(head(shapes), head.each(shapes).mean(dim=1))
    assert head.each(shapes).std(dim=1).min() > 0  # the members differ


def points_of_a_smile(lift: float) -> NDArray[np.float32]:
    """Level meshes (1, 468, 3) of DiffusionFER's first faces' mean, the corners of the mouth lifted."""
    from models.expression.data import load_sheet
    from models.smile import mesh
    from models.smile.net import level_points

    if not (DATA / "faces" / "va.csv").is_file():
        pytest.skip("the faces of data/faces are not here")
    rows, tiles = load_sheet(DATA / "faces", "va")
    chosen = [tile for row, tile in zip(rows, tiles, strict=True) if row["expression"] == "neutral"][:8]
    try:
        points, _ = mesh.mesh_points(np.stack([mesh.warp_crop(tile, mesh.crop_matrix(tile)) for tile in chosen]))
    except DataMissingError as missing:
        pytest.skip(f"the mesh's file cannot be fetched: {missing}")
    level = level_points(torch.from_numpy(points), tuple(range(POINTS))).numpy().mean(axis=0, keepdims=True)
    for corner, side in ((61, -1), (291, 1)):  # and the points around them
        near = np.exp(-((level[0] - level[0, corner]) ** 2).sum(axis=1) / (2 * 0.12**2))
        level[0] += near[:, None] * np.array([side * lift, -lift, 0.0])
    return np.asarray(level, np.float32)


def test_lifted_corners_of_the_mouth_are_a_smile_to_the_teacher() -> None:
    from models.smile.blendshapes import teacher_smiles

    neutral, lifted = points_of_a_smile(0.0), points_of_a_smile(0.12)
    try:
        said = teacher_smiles(np.concatenate([neutral, lifted]))
    except DataMissingError as missing:
        pytest.skip(f"the teacher's file cannot be fetched: {missing}")
    assert said[0] < 0.2
    assert said[1] > said[0] + 0.3


def crops() -> SmilePoints:
    """Points of six pictures: the plain crop, its mirror image, and one that is moved by 1 px."""
    count, rng = 6, np.random.default_rng(4)
    faces = rng.normal(0.0, 30.0, (count, POINTS, 3)).astype(np.float32)
    mirrored = faces * np.array([-1, 1, 1], np.float32)
    said = np.linspace(0.0, 1.0, count, dtype=np.float64)
    number = np.tile(np.arange(count), 3)
    smiles = np.array([False, False, True, False, True, True])  # the teacher is not always right
    return SmilePoints(
        points=np.concatenate([faces, mirrored, faces + 1.0]), taught=said[number], smiles=smiles[number],
        fold=number % 2, picture=number, plain=np.arange(3 * count) < 2 * count,
        mirrored=np.arange(3 * count) // count == 1,
    )  # fmt: skip


def test_two_thirds_of_a_target_are_the_teachers_and_mixed_meshes_have_no_label() -> None:
    from models.smile.task import soft_targets

    found, mixed_said = crops(), np.array([0.0, 1.0])
    wanted = soft_targets(found, mixed_said, QUICK)
    flipped = soft_targets(dataclasses.replace(found, taught=np.full(len(found.taught), 0.5)), mixed_said, QUICK)
    assert len(wanted) == len(found.smiles) + 2
    assert np.ptp(flipped[:-2][found.smiles]) == 0  # one value of the teacher, one label
    gap = flipped[:-2][found.smiles][0] - flipped[:-2][~found.smiles][0]
    assert gap == pytest.approx((1 - QUICK.taught) * (1 - 2 * QUICK.smoothing))
    assert wanted[-1] > wanted[-2]


def test_a_mixed_mesh_is_seen_by_the_teacher_without_the_error_of_the_crop(monkeypatch: pytest.MonkeyPatch) -> None:
    from models.smile import mixing

    seen: list[NDArray[np.float32]] = []

    def said(meshes: NDArray[np.float32]) -> NDArray[np.float64]:
        seen.append(meshes)
        return np.zeros(len(meshes))

    monkeypatch.setattr(mixing, "teacher_smiles", said)
    made = mixing.mix_meshes(crops(), 50, np.random.default_rng(1))
    assert made.shapes.shape == (50, 192)
    assert seen[0].shape == (50, 468, 3)
    read = list(LIPS + CHEEKS)
    errors = made.shapes.numpy().reshape(50, 64, 3) - seen[0][:, read]
    assert np.abs(errors).max() < 1e-3  # a crop that is only moved has no error in the axes of the head
