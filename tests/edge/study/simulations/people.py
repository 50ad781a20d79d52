"""Simulations of single people and of clocks: skin responses, heart, offsets."""

from collections.abc import Iterator
from math import inf

import numpy as np

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.heart import heart_response
from edge.study.analysis.responses import event_responses, response_summary
from edge.study.analysis.sync import NEAR_S, clock_offset, rising_edges
from tests.edge.study.made_people import beats, contact_lost, flashes, heard_by_microphone, seen_by_camera, skin
from tests.edge.study.simulations.rows import Row, generator

EVENTS = 16
RESPONDS = 0.7
TENTH = 0.1


def skin_responses(runs: int, seed: int) -> Iterator[Row]:
    """Planted responses of 0.08 to 1 µS after 70 % of the events, at rates of a wrist band and of own kits."""
    for hz in (4, 50):
        errors: list[float] = []
        latencies: list[float] = []
        rates, magnitudes = [], []
        for run in range(runs):
            rng = generator(seed, 6, hz, run)
            times_s = float_array(np.arange(0.0, 25.0 * EVENTS + 20.0, 1.0 / hz))
            events_s = float_array(20.0 + 25.0 * np.arange(EVENTS) + rng.uniform(-2.0, 2.0, EVENTS))
            amplitudes = np.where(rng.random(EVENTS) < RESPONDS, rng.uniform(0.08, 1.0, EVENTS), 0.0)
            after_s = rng.uniform(1.3, 3.5, EVENTS)
            found = event_responses(times_s, skin(times_s, events_s + after_s, amplitudes, rng), events_s)
            both = (amplitudes > 0) & (found.amplitudes_us > 0)
            errors += (found.amplitudes_us[both] / amplitudes[both] - 1.0).tolist()
            latencies += (found.latencies_s[both] - after_s[both]).tolist()
            told = response_summary(found)
            rates.append((told.rate or 0.0) - float((amplitudes > 0).mean()))
            magnitudes.append((told.magnitude_us or 0.0) / float(amplitudes.mean()) - 1.0)
        yield from _skin_rows(
            f"{hz} Hz", runs, float_array(errors), float_array(latencies), (float_array(rates), float_array(magnitudes))
        )


def _skin_rows(
    setting: str, runs: int, errors: Floats, latencies: Floats, summaries: tuple[Floats, Floats]
) -> Iterator[Row]:
    name = "skin responses"
    within = float(np.mean(np.abs(errors) <= TENTH))
    yield Row(name, setting, runs, "share of amplitudes within 10 %", within, (0.95, inf))
    yield Row(name, setting, runs, "median error of amplitude", float(np.median(errors)), (-0.1, 0.1))
    yield Row(name, setting, runs, "p95 of the error of magnitude", _p95(summaries[1]), (-inf, 0.1))
    yield Row(name, setting, runs, "mean error of the rate of responders", float(summaries[0].mean()), (-0.02, 0.02))
    yield Row(name, setting, runs, "median error of latency, s", float(np.median(latencies)), (-0.1, 0.1))


def hearts(runs: int, seed: int) -> Iterator[Row]:
    """A heart that slows by 5 bpm from 1 to 3 s after each of 12 events, with beats that vary by 30 ms."""
    for slower in (0.0, 5.0):
        found = []
        for run in range(runs):
            rates = np.full(20 * 14, 72.0)
            events_s = float_array(20 * np.arange(1, 13) + generator(seed, 7, run).uniform(0.0, 1.0, 12))
            for at_s in events_s:
                rates[round(at_s) + 1 : round(at_s) + 3] -= slower
            ends, intervals = beats(rates, generator(seed, 8, run), 0.03)
            found.append(heart_response(ends, intervals, events_s).deceleration_bpm or 0.0)
        aim = (-6.5, -3.5) if slower else (-2.0, 0.0)
        setting = f"12 events, slower by {slower:g} bpm"
        yield Row("heart deceleration", setting, runs, "mean, bpm", float(np.mean(found)), aim, 2)


def _offset_errors(kind: str, hz: float, runs: int, seed: int) -> Floats:
    """Errors of planted offsets of 50 to 400 ms, a fifth of the edges missed, and three invented; nan: none found."""
    errors = []
    for run in range(runs):
        rng = generator(seed, 9, round(hz), run)
        offset_s = rng.uniform(0.05, 0.4)
        if kind == "contact":
            sent_s = float_array(5.0 + 8.0 * np.arange(3) + rng.uniform(0.0, 1.0, 3))
            times_s, eda_us = contact_lost(sent_s, offset_s, hz, rng)
            seen_s = rising_edges(times_s, -eda_us, 8.0)
        else:
            sent_s = flashes(rng)
            made = (
                seen_by_camera(sent_s, offset_s, hz, rng)
                if kind == "flash"
                else heard_by_microphone(sent_s, offset_s, rng)
            )
            seen_s = rising_edges(*made, 2.0)
            seen_s = np.append(seen_s[rng.random(seen_s.size) > 0.2], rng.uniform(3.0, 30.0, 3))
        found = clock_offset(sent_s, seen_s, near_s=max(NEAR_S, 1.0 / hz)).offset_s
        errors.append(np.nan if found is None else found - offset_s)
    return float_array(errors)


def offsets(runs: int, seed: int) -> Iterator[Row]:
    """Offsets of camera, microphone and kits."""
    for name, kind, hz, limit_s in (
        ("screen and microphone", "click", 1000.0, 0.010),
        ("screen and camera, 30 Hz", "flash", 30.0, 1 / 30),
        ("screen and camera, 15 Hz", "flash", 15.0, 1 / 15),
        ("camera and kit, 50 Hz", "contact", 50.0, 1 / 50),
        ("camera and kit, 4 Hz", "contact", 4.0, 1 / 4),
    ):
        errors = _offset_errors(kind, hz, runs, seed)
        share = float(np.mean(np.abs(errors) <= limit_s))
        yield Row("clock offset", name, runs, f"share within {1000 * limit_s:.0f} ms", share, (0.99, inf))
        yield Row("clock offset", name, runs, "p95 of the error, ms", 1000 * _p95(errors), None, 1)


def _p95(errors: Floats) -> float:
    return float(np.nanquantile(np.abs(errors), 0.95))
