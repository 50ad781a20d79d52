"""Equivalent mutants: no input separates them from the code. By file, each with its reason."""

_READ = "only the place and the text of a fault are read"
_INFERRED = "numpy infers any negative length"
_PRUNES_LESS = "a higher limit counts more choices, and finds the same"
_NO_RISE = "a rise by nothing is none"
_NOT_MORE = "neither is more than a share of the visits"

EQUIVALENT: dict[str, dict[str, str]] = {
    "edge/audience/matching.py": {
        "_by_time: for i in by_end[first:bisect_right(ends_s, start_s)] if i < later"
        " -> for i in by_end[first:bisect_right(ends_s, start_s)] if i <= later": "a visit ends after its own start",
        "VisitMatching.most_saved_by: return len(group) - 1 -> return len(group) - 0": _PRUNES_LESS,
    },
    "edge/audience/overlap.py": {
        "_most_at_moments: in_view + from_before > best -> in_view + from_before >= best": _NO_RISE,
        "_most_at_moments: in_view + from_before > best -> in_view + from_before >= best (2)": _NO_RISE,
        "moments_of_a_visit: 1 + int(LONGEST_S / span_s) -> 1 + int(LONGEST_S * span_s)": _PRUNES_LESS,
    },
    "edge/audience/places.py": {
        "standing_cells: zip(began, ended, strict=True) -> zip(began, ended, strict=False)": "both have four cells",
    },
    "edge/audience/sensing.py": {
        "RoomAudioBySecond.level_db: sound_s > 0 and energy > 0 -> sound_s >= 0 and energy > 0": (
            "the energy is above zero only where there is sound"
        ),
    },
    "edge/audience/staff.py": {
        "is_one_place: max(visits_in.values(), default=0) -> max(visits_in.values(), default=-1)": _NOT_MORE,
    },
    "edge/kiosk/laplace.py": {
        f"laplace_draws.draw: rng.getrandbits(_BITS) + 0.5 -> rng.getrandbits(_BITS) + {half}": (
            "less than a ten-thousandth of the resolution"
        )
        for half in ("0.55", "0.45")
    },
    "edge/messages/commands.py": {
        "_first_faults: error.errors(include_url=False, include_input=False, include_context=False)"
        " -> error.errors(include_url=True, include_input=False, include_context=False)": _READ,
        "_first_faults: error.errors(include_url=False, include_input=False, include_context=False)"
        " -> error.errors(include_url=False, include_input=False, include_context=True)": _READ,
        "_first_faults: zip(places, faults, strict=True) -> zip(places, faults, strict=False)": (
            "there is a place for each fault"
        ),
    },
    "edge/perception/audio/echo/adaptive_filter.py": {
        "_blocks: samples.reshape(-1, BLOCK) -> samples.reshape(-2, BLOCK)": _INFERRED,
    },
    "edge/perception/audio/echo/residual_gate.py": {
        "band_powers: samples.reshape(-1, BLOCK) -> samples.reshape(-2, BLOCK)": _INFERRED,
    },
    "edge/perception/vision/filters.py": {
        "is_inside: zip(polygon, (*polygon[1:], polygon[0]), strict=True)"
        " -> zip(polygon, (*polygon[1:], polygon[0]), strict=False)": "a polygon has as many sides as corners",
    },
    "edge/perception/vision/static_faces.py": {
        "StaticFaceCandidate.settle: zip(*self.boxes, strict=True) -> zip(*self.boxes, strict=False)": (
            "every box has the same number of values"
        ),
    },
    "firmware_bridge/vitals.py": {
        "VitalSignsEstimator._beats: (0.0, sample.hr_bpm, sample.ibi_ms, sample.pulse)"
        f" -> ({number}, sample.hr_bpm, sample.ibi_ms, sample.pulse)": "any finite number stands for no source"
        for number in ("0.1", "-0.1")
    },
}
