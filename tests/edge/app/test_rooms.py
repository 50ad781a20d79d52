"""The rooms that the settings ask for; which networks they may hold."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.app import rooms
from edge.app.settings import Models, Settings
from models.spec import LICENCES, ModelFileError, ModelSpec

SHIPPED = ModelSpec.load(rooms.EXPRESSION)


def asking(licence: str, card: Path | None = None) -> Settings:
    """Settings that want at least this tier of the network that `card` names."""
    return Settings(models=Models.model_validate({"model_licence": licence, "expression": card}))


@pytest.mark.parametrize("wanted", LICENCES)
@pytest.mark.parametrize("has", LICENCES)
def test_a_network_runs_where_its_licence_reaches_what_the_settings_ask(tmp_path: Path, has: str, wanted: str) -> None:
    """Nine pairs; a network of a narrower tier is refused before its file is looked at."""
    card = replace(SHIPPED, licence=has, folder=tmp_path).save()
    if LICENCES.index(has) >= LICENCES.index(wanted):
        assert rooms.expression_spec(asking(wanted, card)).licence == has
    else:
        with pytest.raises(ModelFileError, match=f"is for {has} alone"):
            rooms.expression_spec(asking(wanted, card))


def test_anything_runs_where_nothing_is_asked() -> None:
    """The default: a kiosk that is tried out."""
    assert rooms.expression_spec(Settings()) == SHIPPED


def test_the_refusal_says_what_to_retrain_and_where_to_read_how() -> None:
    """Network, tier, setting, state, way out."""
    with pytest.raises(ModelFileError) as caught:
        rooms.expression_spec(asking("commercial"))
    assert str(caught.value) == (
        f'model: {SHIPPED.name} is for evaluation alone (its card says why), and [models] model_licence = "commercial" '
        f"asks for more. Nothing was started. Retrain {SHIPPED.name} on data that allow it (docs/networks.md, "
        '"Your own pictures") and name the new one in [models] expression.'
    )
    networks = Path(__file__).parents[3] / "docs" / "networks.md"
    assert "## Your own pictures" in networks.read_text(encoding="utf-8")


def test_no_room_is_built_with_a_network_that_may_not_be_used() -> None:
    """What runs, what a reaction names and what health names: all ask the same."""
    for build in (rooms.sight, rooms.model_names, rooms.model_labels):
        with pytest.raises(ModelFileError, match="Nothing was started"):
            build(asking("non-commercial"))


def test_cards_are_loaded_in_one_place() -> None:
    """Whoever else in edge read a card could open a network that may not be used."""
    edge = Path(rooms.__file__).parents[1]
    loading = [path.name for path in edge.rglob("*.py") if "ModelSpec.load(" in path.read_text(encoding="utf-8")]
    assert loading == ["rooms.py"]
