"""The averaged weights of a run to ONNX files and their spec, temperature inside.

Everything that is fitted here (temperature, when a probability is a laugh) is fitted on speakers and rooms of the
training part that nothing was trained on.
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
from models.data import file_hashes, folder_with, read_table
from models.loop import parameter_count
from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE, Floats, LogMelFeatures
from models.serving.spec import OPSET, ModelSpec
from models.voice.augment import TrainingSoundComposer
from models.voice.data import Row, is_kept_out, sounds, to_clip
from models.voice.net import VoiceNet, trained
from models.voice.recipe import AMUSEMENT, CLASSES, VoiceAugmentation
from models.voice.scores import LaughterScore, StreamEvent, laughing, score
from models.voice.streams import SNRS_DB, StreamSources, compose
from models.voice.task import check

FALSE_PER_HOUR = 3.0
"""What the thresholds may cost on held-out streams, over all loudnesses: half of what is allowed of unheard rooms."""

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
    """Half a second to probabilities and what is remembered: what the kiosk runs."""

    def __init__(self, net: VoiceNet, temperature: float) -> None:
        super().__init__()
        self.net, self.temperature = net, temperature

    def forward(self, mel: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        scores, state = self.net(mel, state)
        return torch.softmax(scores[:, 0] / self.temperature, dim=1), state  # (B, 16), (B, hidden)


def load(run: Path) -> tuple[VoiceNet, dict[str, Any]]:
    """The network and the rest of what training left in `run`."""
    return trained(run), torch.load(run / "state.pt", weights_only=True)


@torch.no_grad()
def fit_to_rows(net: VoiceNet, composer: TrainingSoundComposer, bursts: int) -> float:
    """The temperature that suits single decisions, over rows composed as in training of clips that it never heard."""
    rng = np.random.default_rng(0)
    chosen = [*range(bursts), *[None] * (bursts // 3)]
    scores, labels = [], []
    for at in range(0, len(chosen), 64):
        batch = composer.batch(chosen[at : at + 64], rng)
        batch.mel[:, :CONTEXT] = SILENCE
        asked = torch.from_numpy(batch.weights) > 0
        scores.append(net(torch.from_numpy(batch.mel), torch.zeros(len(batch.mel), net.hidden))[0][asked])
        labels.append(torch.from_numpy(batch.targets)[asked])
    return fit_temperature(torch.cat(scores), torch.cat(labels))


@torch.no_grad()
def amusement(net: VoiceNet, temperature: float, stream: Floats) -> Floats:
    """Probability of amusement (D,) of each half second of a stream, as the kiosk would have it."""
    halves = [frames for frames, _ in LogMelFeatures().process(stream)]
    mel = np.concatenate([np.full((CONTEXT, BANDS), SILENCE, np.float32), *halves])
    state, found = torch.zeros(1, net.hidden), []
    step = 240 * FRAMES  # two minutes at once: all of it would need gigabytes
    for at in range(0, len(halves) * FRAMES, step):
        scores, state = net(torch.from_numpy(mel[at : at + step + CONTEXT])[None], state)
        found.append(torch.softmax(scores[0] / temperature, 1)[:, AMUSEMENT])
    return torch.cat(found).numpy()


def heard_streams(
    net: VoiceNet, temperature: float, sources: StreamSources, minutes: float
) -> list[tuple[int, Floats, list[StreamEvent]]]:
    """(SNR, probabilities of amusement, events) of one stream at each loudness."""
    rng = np.random.default_rng(0)
    out = []
    for snr_db in SNRS_DB:
        stream, events = compose(sources, minutes, snr_db, rng)
        out.append((snr_db, amusement(net, temperature, stream), events))
    return out


def scored(heard: Sequence[tuple[int, Floats, list[StreamEvent]]], on: float, off: float) -> dict[int, LaughterScore]:
    """How well the laughs were found at each loudness, with these thresholds."""
    found = {}
    for snr_db, probabilities, events in heard:
        ends_s = [(index + 1) * 0.5 for index in range(len(probabilities))]
        found[snr_db] = score(ends_s, laughing(probabilities, on, off), events, len(ends_s) / 7200)
    return found


def fit_thresholds(heard: Sequence[tuple[int, Floats, list[StreamEvent]]]) -> tuple[float, float]:
    """`laughter` and `laughter_off`: most laughs found at no more than FALSE_PER_HOUR, over all loudnesses together.

    Where nothing keeps to that, the strictest.
    """
    best = (-1.0, 0.95, 0.7)
    for on in np.arange(0.1, 0.96, 0.02).round(2).tolist():
        for share in (0.5, 0.75):
            off = round(on * share, 2)
            parts = list(scored(heard, on, off).values())
            found = sum(parts[1:], parts[0])
            if found.false_per_hour <= FALSE_PER_HOUR and found.recall > best[0]:
                best = (found.recall, on, off)
    return best[1], best[2]


@dataclass(frozen=True)
class FittedVoiceThresholds:
    """What export adds to a trained network, and what the speakers and rooms it was fitted on say of it."""

    temperature: float
    on: float
    off: float
    held_out: dict[str, Any]


def fit(
    net: VoiceNet, bursts: Sequence[tuple[Row, Floats]], ambience: Sequence[tuple[Row, Floats]], minutes: float
) -> FittedVoiceThresholds:
    """Temperature and thresholds from bursts and ambience that nothing was trained on."""
    clips, rooms = [to_clip(*pair) for pair in bursts], [to_clip(*pair) for pair in ambience]
    temperature = fit_to_rows(net, TrainingSoundComposer(clips, rooms, VoiceAugmentation(masks=0)), len(clips))
    heard = heard_streams(net, temperature, StreamSources.of(bursts, ambience), minutes)
    on, off = fit_thresholds(heard)
    found = {key: round(value, 4) for key, value in check(net, clips, rooms).items()}
    return FittedVoiceThresholds(temperature, on, off, {**found, "streams": curve(scored(heard, on, off))})


def write(net: VoiceNet, temperature: float, stream: Floats, path: Path) -> tuple[Any, dict[str, float]]:
    """The file and its variants, whose ranges come from `stream`; the variants as a spec lists them, and how far each
    file is off."""
    exported = ExportableVoiceNet(net, temperature).eval()
    halves = some_halves(net, stream)
    some = {key: torch.from_numpy(value[:64]) for key, value in halves.items()}
    with warnings.catch_warnings():
        # A GRU compares sizes in Python, which the exporter mentions; they are the same for every half second.
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        # And it warns of a batch that is fixed, without having seen that the state is an input.
        warnings.filterwarnings("ignore", "Exporting a model to ONNX with a batch_size other than 1", UserWarning)
        onnx_file.write(exported, some, ["probabilities", "next_state"], path)
    parity = onnx_file.check_parity(exported, some, path)
    variants, differences = onnx_file.variants(path, halves)
    return variants, {"fp32": float(f"{parity:.1e}"), **differences}


def export(run: Path, data: Path, zoo: Path, name: str | None = None, minutes: float = MINUTES) -> ModelSpec:
    """Write NAME.onnx, its fp16 and int8 variants and NAME.json into `zoo` from what training left in `run`."""
    net, saved = load(run)
    folder = folder_with(data, "voice", "bursts.csv")
    bursts = [pair for pair in sounds(folder, "bursts", "train") if is_kept_out(pair[0])]
    ambience = [pair for pair in sounds(folder, "ambience", "train") if is_kept_out(pair[0])]
    fitted = fit(net, bursts, ambience, minutes)
    parameters = parameter_count(net)
    name = name or f"voice-{parameters / 1e6:.1f}m"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    stream, _ = compose(StreamSources.of(bursts, ambience), CALIBRATION_MINUTES, 10, np.random.default_rng(1))
    variants, parity = write(net, fitted.temperature, stream, path)
    done = {"seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(float(saved["seconds"]))}
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.sha256(path), opset=OPSET, task="voice",
        inputs={"mel": (CONTEXT + FRAMES, BANDS), "state": (net.hidden,)},
        outputs={"probabilities": (len(CLASSES),), "next_state": (net.hidden,)},
        normalisation="log-mel frames of 12.5 ms, shifted and scaled by constants (models.serving.features.voice)",
        classes=CLASSES, temperature=fitted.temperature,
        thresholds={"laughter": fitted.on, "laughter_off": fitted.off}, parameters=parameters,
        licence="commercial", licence_note=NOTE, trained_on=file_hashes(trained_on(folder)),
        recipe={**saved["recipe"], **done, "attributions": list(ATTRIBUTIONS)},
        metrics={"held_out": fitted.held_out, "parity": parity}, variants=variants, folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec


def trained_on(folder: Path) -> set[Path]:
    """The tables, and the sound files of their training rows."""
    tables = {folder / "bursts.csv", folder / "ambience.csv"}
    return tables | {folder / row["file"] for path in tables for row in read_table(path) if row["split"] == "train"}


@torch.no_grad()
def some_halves(net: VoiceNet, stream: Floats) -> dict[str, Floats]:
    """Inputs of the exported network as they come up in a stream: `mel` (n, 53, BANDS), `state` (n, hidden)."""
    mels, states = [], []
    before: Floats = np.full((CONTEXT, BANDS), SILENCE, np.float32)
    state = torch.zeros(1, net.hidden)
    for frames, _ in LogMelFeatures().process(stream):
        mels.append(np.concatenate([before, frames]))
        states.append(state[0].numpy())
        state = net(torch.from_numpy(mels[-1])[None], state)[1]
        before = frames[-CONTEXT:]
    return {"mel": np.stack(mels), "state": np.stack(states)}


def curve(found: dict[int, LaughterScore]) -> dict[str, dict[str, float | None]]:
    """Recall, false stretches an hour and delay by loudness over the bed, as a card shows them."""
    return {
        str(snr_db): {
            "laughter_recall": round(at.recall, 4), "false_per_hour": round(at.false_per_hour, 2),
            "delay_s_median": None if at.delay_s_median is None else round(at.delay_s_median, 2),
        }
        for snr_db, at in found.items()
    }  # fmt: skip
