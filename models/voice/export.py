"""Exports the averaged weights of a run as ONNX files with their model settings. The temperature is part of the
files.

Temperature and laughter thresholds are fitted here, on held-out speakers and rooms of the training part. A model that
was trained without one fold of people has no held-out speakers, so models.evaluate.voice_folds fits its thresholds.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models import onnx_file
from models.calibration import fit_temperature
from models.data import file_hashes, find_data_folder, read_licence, read_table
from models.loop import parameter_count
from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE, Floats, LogMelFeatures
from models.serving.spec import OPSET, ModelSpec
from models.voice.augment import TrainingSoundComposer
from models.voice.data import Row, is_kept_out, make_clip, read_sounds
from models.voice.folds import TENTH
from models.voice.net import VoiceNet, load_averaged
from models.voice.recipe import AMUSEMENT, CLASSES, VoiceAugmentation
from models.voice.scores import LaughterScore
from models.voice.streams import SNRS_DB, SyntheticStreamSources, compose_stream
from models.voice.task import measure_burst_recall
from models.voice.thresholds import STRICTEST, ScoredStream, fit_thresholds, score_streams

FALSE_PER_HOUR = 3.0
"""False detections per hour that the thresholds may produce on held-out streams, over all loudnesses. This is half of
the limit for new rooms.
"""

MINUTES = 15.0  # of stream at each loudness, for the thresholds
CALIBRATION_MINUTES = 3.0  # of stream for the ranges of int8

NOTE = (
    "Trained on vocal bursts under Apache-2.0 (EmoGator) and on ambience under CC0, CC BY, public domain and the "
    "Pixabay licence, whose rows allow training; weights may be used commercially with the attributions below. "
    "Nothing non-commercial (RAVDESS) was trained on."
)

ATTRIBUTIONS = (
    "EmoGator: F. Buhl, arXiv:2301.00508, Apache-2.0 (a subset: cut, resampled, 6 dB down, re-encoded)",
    "LibriSpeech: V. Panayotov, G. Chen, D. Povey, S. Khudanpur (2015), CC BY 4.0",
    "ESC-10: compiled by K. J. Piczak (2015) from Freesound; CC0 and CC BY, uploaders in data/voice/ambience.csv",
    "Music: Kevin MacLeod (Vibe Ace, Dance of the Sugar Plum Fairy) and Mihai Sorohan, CC BY 3.0",
    "Rain: alex36917, Freesound 524605, CC BY",
)


class ExportableVoiceNet(nn.Module):
    """Model in the form that the kiosk runs: from half a second of sound and a state to probabilities and the next
    state.
    """

    def __init__(self, net: VoiceNet, temperature: float) -> None:
        super().__init__()
        self.net, self.temperature = net, temperature

    def forward(self, mel: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        scores, state = self.net(mel, state)
        return torch.softmax(scores[:, 0] / self.temperature, dim=1), state  # (B, 16), (B, hidden)


def load_run(run: Path) -> tuple[VoiceNet, dict[str, Any]]:
    """Load the averaged model of a run, and its saved state."""
    return load_averaged(run), torch.load(run / "state.pt", weights_only=True)


@torch.no_grad()
def fit_to_rows(net: VoiceNet, composer: TrainingSoundComposer, bursts: int) -> float:
    """Temperature for single predictions, fitted on rows that are composed as in training, from clips held out from
    training.
    """
    rng = np.random.default_rng(0)
    chosen = [*range(bursts), *[None] * (bursts // 3)]
    scores, labels = [], []
    for at in range(0, len(chosen), 64):
        batch = composer.compose_batch(chosen[at : at + 64], rng)
        batch.mel[:, :CONTEXT] = SILENCE
        has_target = torch.from_numpy(batch.weights) > 0
        scores.append(net(torch.from_numpy(batch.mel), torch.zeros(len(batch.mel), net.hidden))[0][has_target])
        labels.append(torch.from_numpy(batch.targets)[has_target])
    return fit_temperature(torch.cat(scores), torch.cat(labels))


@torch.no_grad()
def amusement_probability(net: VoiceNet, temperature: float, stream: Floats) -> Floats:
    """Probability of amusement (D,) in each half second of a stream, computed as on the kiosk."""
    halves = [frames for frames, _ in LogMelFeatures().process(stream)]
    mel = np.concatenate([np.full((CONTEXT, BANDS), SILENCE, np.float32), *halves])
    state, parts = torch.zeros(1, net.hidden), []
    step = 240 * FRAMES  # two minutes per call: the whole stream would need gigabytes
    for at in range(0, len(halves) * FRAMES, step):
        scores, state = net(torch.from_numpy(mel[at : at + step + CONTEXT])[None], state)
        parts.append(torch.softmax(scores[0] / temperature, 1)[:, AMUSEMENT])
    return torch.cat(parts).numpy()


def score_composed_streams(
    net: VoiceNet, temperature: float, sources: SyntheticStreamSources, minutes: float
) -> list[ScoredStream]:
    """One composed stream for each loudness, with the model's probabilities."""
    rng = np.random.default_rng(0)
    out = []
    for snr_db in SNRS_DB:
        stream, events = compose_stream(sources, minutes, snr_db, rng)
        out.append(ScoredStream(snr_db, amusement_probability(net, temperature, stream), events))
    return out


@dataclass(frozen=True)
class FittedVoiceThresholds:
    """Fitted temperature and thresholds, with the metrics on the speakers and rooms that were used for fitting."""

    temperature: float
    on: float
    off: float
    held_out: dict[str, Any]


def fit_run_thresholds(
    net: VoiceNet, bursts: Sequence[tuple[Row, Floats]], ambience: Sequence[tuple[Row, Floats]], minutes: float
) -> FittedVoiceThresholds:
    """Fit temperature and thresholds on bursts and ambience that were held out from training."""
    clips, rooms = [make_clip(*pair) for pair in bursts], [make_clip(*pair) for pair in ambience]
    temperature = fit_to_rows(net, TrainingSoundComposer(clips, rooms, VoiceAugmentation(masks=0)), len(clips))
    streams = score_composed_streams(
        net, temperature, SyntheticStreamSources.collect_sources(bursts, ambience), minutes
    )
    on, off = fit_thresholds(streams, FALSE_PER_HOUR)
    metrics = {key: round(value, 4) for key, value in measure_burst_recall(net, clips, rooms).items()}
    by_loudness = loudness_curve(score_streams(streams, on, off))
    return FittedVoiceThresholds(temperature, on, off, {**metrics, "streams": by_loudness})


def fit_nothing() -> FittedVoiceThresholds:
    """Neutral thresholds for a model that was trained without one fold. The evaluation fits its thresholds on the
    streams of the other folds.
    """
    return FittedVoiceThresholds(1.0, *STRICTEST, {})


def write_variants_of_run(
    net: VoiceNet, temperature: float, stream: Floats, path: Path, *, smaller: bool
) -> tuple[Any, dict[str, float]]:
    """Write the file and, with `smaller`, its variants. The int8 ranges come from `stream`. Return the variants'
    entries for the model settings, and the difference of each file.
    """
    exported = ExportableVoiceNet(net, temperature).eval()
    inputs = calibration_inputs(net, stream)
    some = {key: torch.from_numpy(value[:64]) for key, value in inputs.items()}
    with warnings.catch_warnings():
        # The exporter warns that a GRU compares sizes in Python; they are the same for every half second.
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        # It also warns of a fixed batch size, although the state is an input here.
        warnings.filterwarnings("ignore", "Exporting a model to ONNX with a batch_size other than 1", UserWarning)
        onnx_file.write_onnx(exported, some, ["probabilities", "next_state"], path)
    parity = onnx_file.check_parity(exported, some, path)
    variants, differences = onnx_file.write_variants(path, inputs) if smaller else ({}, {})
    return variants, {"fp32": float(f"{parity:.1e}"), **differences}


def export_network(run: Path, data: Path, zoo: Path, name: str | None = None, minutes: float = MINUTES) -> ModelSpec:
    """Write NAME.onnx, its fp16 and int8 variants and NAME.json into `zoo` from the saved state of `run`."""
    net, saved = load_run(run)
    folder = find_data_folder(data, "voice", "bursts.csv")
    bursts = [pair for pair in read_sounds(folder, "bursts", "train") if is_kept_out(pair[0])]
    ambience = [pair for pair in read_sounds(folder, "ambience", "train") if is_kept_out(pair[0])]
    is_fold = saved["recipe"].get("without", TENTH) != TENTH
    fitted = fit_nothing() if is_fold else fit_run_thresholds(net, bursts, ambience, minutes)
    parameters = parameter_count(net)
    name = name or f"voice-{parameters / 1e6:.1f}m"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    stream, _ = compose_stream(
        SyntheticStreamSources.collect_sources(bursts, ambience), CALIBRATION_MINUTES, 10, np.random.default_rng(1)
    )
    variants, parity = write_variants_of_run(net, fitted.temperature, stream, path, smaller=not is_fold)
    progress = {"seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(float(saved["seconds"]))}
    own = read_licence(folder)
    licence, note = own or ("commercial", NOTE)
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.file_sha256(path), opset=OPSET, task="voice",
        inputs={"mel": (CONTEXT + FRAMES, BANDS), "state": (net.hidden,)},
        outputs={"probabilities": (len(CLASSES),), "next_state": (net.hidden,)},
        normalisation="log-mel frames of 12.5 ms, shifted and scaled by constants (models.serving.features.voice)",
        classes=CLASSES, temperature=fitted.temperature,
        thresholds={"laughter": fitted.on, "laughter_off": fitted.off}, parameters=parameters,
        licence=licence, licence_note=note, trained_on=file_hashes(training_files(folder)),
        recipe={**saved["recipe"], **progress, **({"own_data": True} if own else {"attributions": list(ATTRIBUTIONS)})},
        metrics={"held_out": fitted.held_out, "parity": parity}, variants=variants, folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec


def training_files(folder: Path) -> set[Path]:
    """Files for training: the tables, and the sound files of their training rows."""
    tables = {folder / "bursts.csv", folder / "ambience.csv"}
    return tables | {folder / row["file"] for path in tables for row in read_table(path) if row["split"] == "train"}


@torch.no_grad()
def calibration_inputs(net: VoiceNet, stream: Floats) -> dict[str, Floats]:
    """Inputs of the exported model for each half second of a stream: `mel` (n, 53, BANDS) and `state` (n, hidden)."""
    mels, states = [], []
    before: Floats = np.full((CONTEXT, BANDS), SILENCE, np.float32)
    state = torch.zeros(1, net.hidden)
    for frames, _ in LogMelFeatures().process(stream):
        mels.append(np.concatenate([before, frames]))
        states.append(state[0].numpy())
        state = net(torch.from_numpy(mels[-1])[None], state)[1]
        before = frames[-CONTEXT:]
    return {"mel": np.stack(mels), "state": np.stack(states)}


def loudness_curve(scores: dict[int, LaughterScore]) -> dict[str, dict[str, float | None]]:
    """Recall, false detections per hour and delay by loudness relative to the background, for the card."""
    return {
        str(snr_db): {
            "laughter_recall": round(at.recall, 4), "false_per_hour": round(at.false_per_hour, 2),
            "delay_s_median": None if at.delay_s_median is None else round(at.delay_s_median, 2),
        }
        for snr_db, at in scores.items()
    }  # fmt: skip
