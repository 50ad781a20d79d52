"""Simulations of groups: bands, peak-end, correlation, comparisons."""

from collections.abc import Iterator
from math import inf

import numpy as np
from scipy.stats import kstest

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.compare import compare_adverts
from edge.study.analysis.correlation import inter_subject_correlation
from edge.study.analysis.curves import group_curve
from edge.study.analysis.peak_end import SPAN_S, peak_end
from edge.study.analysis.reliability import split_half_reliability
from tests.edge.study.made_people import curves, restless_skin, skin_response
from tests.edge.study.simulations.rows import Row, generator

SECONDS = 30
PLACES = np.arange(SECONDS)
TRUTHS: dict[str, Floats] = {
    "one clear peak": float_array(1.2 * np.exp(-0.5 * ((PLACES - 12) / 3.0) ** 2)),
    "a broad peak": float_array(0.8 * np.exp(-0.5 * ((PLACES - 12) / 8.0) ** 2)),
    "nothing happens": np.zeros(SECONDS),
}
HZ = 2.0
TIMES_S = float_array(np.arange(0.0, 180.0, 1.0 / HZ))


def bands(runs: int, seed: int) -> Iterator[Row]:
    """Share of groups whose band holds the whole curve."""
    for memory in (0.3, 0.8):
        for n in (5, 8, 12, 24, 40):
            held = []
            for run in range(runs):
                found = group_curve(curves(n, np.zeros(SECONDS), generator(seed, 1, n, run), memory))
                held.append(bool(((found.low <= 0) & (found.high >= 0)).all()))
            setting = f"{n} participants, memory {memory:g}"
            yield Row(
                "simultaneous band", setting, runs, "share that holds the curve", float(np.mean(held)), (0.93, inf)
            )


def peaks(runs: int, seed: int) -> Iterator[Row]:
    """Share of intervals that hold the peak-end of the truth."""
    for name, truth in TRUTHS.items():
        spans = np.convolve(truth, np.ones(SPAN_S) / SPAN_S, "valid")
        true_value = (spans.max() + spans[-1]) / 2
        for n in (8, 12, 24, 40):
            held, errors = [], []
            for run in range(runs):
                found = peak_end(curves(n, truth, generator(seed, 2, n, run)))
                assert found.value is not None
                assert found.low is not None
                assert found.high is not None
                held.append(found.low <= true_value <= found.high)
                errors.append(found.value - true_value)
            aim = None if name == "nothing happens" else (0.92, 0.98)
            yield Row("peak-end", f"{n} participants, {name}", runs, "share of intervals", float(np.mean(held)), aim)
            yield Row("peak-end", f"{n} participants, {name}", runs, "mean error in sd", float(np.mean(errors)), None)


def reliabilities(runs: int, seed: int) -> Iterator[Row]:
    """Error of the reliability, and the share of intervals that hold the truth.

    The truth is the mean correlation of the mean curves of two independent groups of n participants.
    """
    for name, truth in TRUTHS.items():
        for memory in (0.3, 0.8):
            for n in (5, 12, 24, 40):
                rng = generator(seed, 7, n, round(10 * memory), len(name))
                pairs = [[curves(n, truth, rng, memory).mean(axis=0) for _ in range(2)] for _ in range(5 * runs)]
                true_value = float(np.mean([np.corrcoef(pair)[0, 1] for pair in pairs]))
                held, errors = [], []
                for _ in range(runs):
                    found = split_half_reliability(curves(n, truth, rng, memory))
                    assert found.value is not None
                    assert found.low is not None
                    assert found.high is not None
                    held.append(found.low <= true_value <= found.high)
                    errors.append(found.value - true_value)
                setting = f"{n} participants, {name}, memory {memory:g}, truly {true_value:.2f}"
                yield Row("reliability", setting, runs, "share of intervals", float(np.mean(held)), (0.92, inf))
                yield Row("reliability", setting, runs, "mean error", float(np.mean(errors)), None)


def _recordings(n: int, common: float, rng: np.random.Generator) -> Floats:
    """Conductance of people with a common response of so many sd of their own, four times in three minutes."""
    own = np.stack([restless_skin(TIMES_S, rng) for _ in range(n)])
    shared = np.sum([skin_response(TIMES_S, at_s, 1.0) for at_s in (25.0, 70.0, 110.0, 150.0)], axis=0)
    return float_array(own + common * own.std(axis=1, keepdims=True) * shared / shared.std())


def correlations(runs: int, seed: int) -> Iterator[Row]:
    """p of independent recordings, and how often a common response is found."""
    for n in (12, 27):
        p = []
        for run in range(runs):
            found = inter_subject_correlation(_recordings(n, 0.0, generator(seed, 3, n, run)), HZ)
            assert found.p is not None
            p.append(found.p)
        setting = f"{n} independent participants"
        even = float(kstest(p, "uniform").pvalue)
        yield Row(
            "inter-subject correlation", setting, runs, "p of Kolmogorov-Smirnov against even p", even, (0.01, inf)
        )
        share = float(np.mean(np.array(p) <= 0.05))
        yield Row("inter-subject correlation", setting, runs, "share with p ≤ 0.05", share, (-inf, 0.09))
    for common in (0.15, 0.3, 0.6):
        tried = max(1, runs // 4)
        tables = (_recordings(27, common, generator(seed, 4, round(100 * common), run)) for run in range(tried))
        results = [inter_subject_correlation(table, HZ) for table in tables]
        setting = f"27 participants, common response of {common:g} sd"
        value = float(np.mean([r.value or 0.0 for r in results]))
        yield Row("inter-subject correlation", setting, tried, "mean correlation", value, None)
        power = float(np.mean([r.p is not None and r.p <= 0.05 for r in results]))
        yield Row(
            "inter-subject correlation",
            setting,
            tried,
            "share with p ≤ 0.05",
            power,
            (0.95, inf) if common > 0.2 else None,
        )


def comparisons(runs: int, seed: int) -> Iterator[Row]:
    """False alarms of four adverts with Holm, and how often one that differs is found."""
    for n in (8, 20):
        for effect in (0.0, 1.0):
            found = []
            for run in range(runs):
                rng = generator(seed, 5, n, run)
                table = (
                    rng.standard_normal((n, 4)) + 2.0 * rng.standard_normal((n, 1)) + effect * np.array([0, 0, 0, 1])
                )
                pairs = compare_adverts(table, draws=2_000)
                wanted = [pair for pair in pairs if effect == 0 or pair.b == 3]
                found.append(any(pair.p_holm is not None and pair.p_holm <= 0.05 for pair in wanted))
            setting = f"{n} participants, 4 ads, " + ("alike" if effect == 0 else "one higher by 1 sd")
            aim = (-inf, 0.065) if effect == 0 else None
            yield Row("comparison", setting, runs, "share with a pair below 0.05", float(np.mean(found)), aim)
