"""Reading of faces in a shop: replays and a kiosk tell nothing else, in any output, and open no other network."""

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from edge.cli.main import main
from edge.events import EXPRESSIONS, MEASURES, AudioObservation, FrameObservation
from edge.kiosk.assemble import KioskEvent
from edge.kiosk.networks import RESEARCH_EXPRESSION
from models.serving.spec import ModelSpec
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.measured import smile_figures
from tests.doubles.opened_files import opened_files
from tests.doubles.recordings import tone, write_sound
from tests.people import Films
from tests.system import shop

FER = ModelSpec.load(RESEARCH_EXPRESSION)
PLAYS = "creative,start_s,end_s\nspring_a,0,4\nsummer_b,4,8\n"
Outputs = dict[str, str]


def commercial(folder: Path) -> str:
    """[models] with a network that gives all measures; its card shows that they all work."""
    (folder / FER.file).write_bytes(FER.path.read_bytes())
    metrics = {"gates": {measure: {"auc": 0.95} for measure in MEASURES}, **smile_figures()}
    card = dataclasses.replace(FER, folder=folder, licence="commercial", metrics=metrics).save()
    return f'expression = "{card}"'


def replayed(folder: Path, film: Path, models: str, capsys: pytest.CaptureFixture[str]) -> Outputs:
    """All outputs of a replay: messages, trace, summary, and standard error of both runs."""
    config, plays, trace = folder / "vitrina.toml", folder / "plays.csv", folder / "trace.csv"
    config.write_text(f'[models]\n{models}\n[faces]\ntiles = "whole"\n')  # they all stand near
    plays.write_text(PLAYS)
    options = ["replay", "--video", str(film), "--plays", str(plays), "--k", "2", "--config", str(config)]
    assert main([*options, "--trace", str(trace)]) == 0
    messages = capsys.readouterr()
    assert main([*options, "--summary"]) == 0
    summary = capsys.readouterr()
    return {
        "messages": messages.out,
        "trace": trace.read_text(),
        "summary": summary.out,
        "errors": messages.err + summary.err,
    }


def reactions(outputs: Outputs) -> list[dict[str, Any]]:
    payloads = [json.loads(line)["payload"] for line in outputs["messages"].splitlines()]
    return shop.of("reaction", payloads)


def told(reaction: dict[str, Any]) -> set[str]:
    """Measures with a number in the total or in a cell."""
    return {
        measure
        for measure in MEASURES
        if reaction.get(measure) is not None or any(cell is not None for cell in reaction["curve"].get(measure, []))
    }


def filled_columns(outputs: Outputs) -> set[str]:
    """Columns of expressions in the trace that have a value in any row."""
    rows = list(csv.DictReader(outputs["trace"].splitlines()))
    assert rows
    return {name for name in (*EXPRESSIONS, "valence", "arousal") for row in rows if row[name]}


def test_a_shop_is_told_smiles_alone_by_a_network_that_gives_more(
    films: Films, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing else is in a message, a trace, a summary or an error. The smiles are those of the network."""
    shown = replayed(tmp_path, films(4), commercial(tmp_path), capsys)
    whole = replayed(tmp_path, films(4), f'use = "research"\n{commercial(tmp_path)}', capsys)
    assert len(reactions(shown)) == len(reactions(whole)) == 2
    for reaction, with_all in zip(reactions(shown), reactions(whole), strict=True):
        assert (told(reaction), told(with_all)) == ({"smile"}, set(MEASURES))
        assert reaction["smile"] == with_all["smile"]
        assert reaction["curve"]["smile"] == with_all["curve"]["smile"]
        assert (reaction["n"], reaction["abstained"]) == (with_all["n"], with_all["abstained"])
        assert reaction["models"] == {"expression": FER.label, "valence": "none"}
    assert filled_columns(shown) == {"happiness"}
    assert filled_columns(whole) == {*EXPRESSIONS, "valence", "arousal"}
    assert "smiles" in shown["summary"]
    assert "valence" not in shown["summary"]
    assert "valence" in whole["summary"]
    assert shown["errors"] == ""


@pytest.mark.parametrize("use", ["shop", "research"])
def test_without_a_reader_a_replay_tells_attention_alone(
    films: Films, tmp_path: Path, use: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """n is the number of watchers. No network but the detector is opened, with a trace too."""
    with opened_files() as files:
        outputs = replayed(tmp_path, films(4), f'use = "{use}"\nexpression = "none"', capsys)
    assert not [file for file in files if file.suffix == ".onnx"]
    for reaction in reactions(outputs):
        assert told(reaction) == set()
        assert reaction["n"] == reaction["watchers"] == 4
        assert reaction["abstained"] is None
        pairs = zip(reaction["curve"]["n"], reaction["curve"]["watchers"], strict=True)
        assert all(n == watchers or (n, watchers) == (None, 0) for n, watchers in pairs)
        assert reaction["models"] == {"expression": "none", "valence": "none"}
    assert filled_columns(outputs) == set()
    assert "smiles" not in outputs["summary"]
    assert "watchers, one character per second" in outputs["summary"]


def test_sound_in_a_shop_without_a_voice_network_has_a_level_and_no_laughter(
    films: Films, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The trace has empty cells for laughter, and no column of a class. Its network is named nowhere."""
    sound = write_sound(tmp_path / "shop.flac", tone(8.0))
    voice = dataclasses.replace(ModelSpec.load(RESEARCH_EXPRESSION.with_name("voice-0.4m.json")), folder=tmp_path)
    config, plays, trace = tmp_path / "vitrina.toml", tmp_path / "plays.csv", tmp_path / "trace.csv"
    config.write_text(f'[models]\nexpression = "none"\nvoice = "{dataclasses.replace(voice, metrics={}).save()}"\n')
    plays.write_text(PLAYS)
    options = ["replay", "--video", str(films(4)), "--audio", str(sound), "--plays", str(plays), "--k", "1"]
    assert main([*options, "--config", str(config), "--trace", str(trace)]) == 0
    payloads = [json.loads(line)["payload"] for line in capsys.readouterr().out.splitlines()]
    for reaction in shop.of("reaction", payloads):
        assert reaction["laughter_s"] is None
        assert set(reaction["curve"]["laughter"]) == {None}
        assert "voice" not in reaction["models"]
    (window,) = shop.of("window", payloads)
    assert window["level_db"] == pytest.approx(-23.0, abs=0.2)
    rows = list(csv.DictReader((tmp_path / "trace.csv.sound.csv").read_text().splitlines()))
    assert list(rows[0]) == ["at_s", "level_db", "laughter"]
    assert {row["laughter"] for row in rows} == {""}


@pytest.mark.parametrize("use", ["shop", "research"])
def test_a_kiosk_says_its_use_and_its_reader_everywhere(films: Films, tmp_path: Path, use: str) -> None:
    """In state, health, status and log; in the state that the broker tells once it is gone, too."""
    reader = {"shop": "none: [models] expression", "research": f"{FER.label}: Vitrina ships it"}[use]
    models = f'use = "{use}"' + ('\nexpression = "none"' if use == "shop" else "")
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as listener:
        config = shop.settings(tmp_path, str(films(4)), broker.port, models=models)
        with shop.running_kiosk(shop.Run(tmp_path, config)) as kiosk:
            listener.wait_for(lambda seen: any(m.topic.endswith("/state") for m in seen), "a state")
            status = json.loads(shop.vitrina("status", "--config", config, "--json").stdout)
            assert kiosk.stop() == 0
        listener.wait_for(
            lambda seen: any(shop.parsed(m.payload).get("state") == "offline" for m in seen), "the last state"
        )
        states = [shop.parsed(m.payload) for m in listener.heard if m.topic.endswith("/state")]
    for state in states:
        assert state["use"] == use
        assert state["reader"].startswith(reader)
    assert (status["use"], status["reader"].startswith(reader)) == (use, True)
    assert any(line.endswith(f"models: use = {use}") for line in kiosk.log)
    assert any(f"models: the model for expression is {reader}" in line for line in kiosk.log)


def test_a_kiosk_without_a_reader_senses_faces_and_opens_no_network(films: Films, tmp_path: Path) -> None:
    """Frames have faces and no expression; the file of a network that may not be used could not be read at all."""
    voice = dataclasses.replace(ModelSpec.load(RESEARCH_EXPRESSION.with_name("voice-0.4m.json")), folder=tmp_path)
    card = dataclasses.replace(voice, metrics={}).save()
    (tmp_path / voice.file).mkdir()
    seen: list[KioskEvent] = []
    config = shop.settings(tmp_path, str(films(4)), 9, models=f'expression = "none"\nvoice = "{card}"')
    sound = write_sound(tmp_path / "shop.flac", tone(20.0))
    config.write_text(config.read_text() + f'[microphone]\ndevice = "{sound}"\nadvert_sound = "silent"\n')
    with opened_files() as files, shop.kiosk_here(config, seen.append) as thread:
        thread.join(shop.PATIENCE_S)
    assert not [file for file in files if file.suffix == ".onnx"]
    faces = [face for event in seen if isinstance(event, FrameObservation) for face in event.faces]
    assert faces
    assert {face.expression for face in faces} == {None}
    sounds = [event for event in seen if isinstance(event, AudioObservation)]
    assert sounds
    assert {event.laughter for event in sounds} == {None}
