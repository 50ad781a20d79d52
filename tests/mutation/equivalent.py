"""Equivalent mutants: no input separates them from the code. By file, each with its reason."""

_READ = "only the place and the text of a fault are read"
_INFERRED = "numpy infers any negative length"

EQUIVALENT: dict[str, dict[str, str]] = {
    "edge/audience/people.py": {
        "by_overlap: bisect_left(counted, (stretch_ends_s,), first)"
        " -> bisect_right(counted, (stretch_ends_s,), first)": (
            "a tuple of one is never equal to a pair, and the two functions differ only for equal values"
        ),
    },
    "edge/audience/sensing.py": {
        "RoomAudioBySecond.level_db: sound_s > 0 and energy > 0 -> sound_s >= 0 and energy > 0": (
            "the energy is above zero only where there is sound"
        ),
    },
    "edge/audience/staff.py": {
        "UnmaskedStaffPlaceDetector._most_around: ((x + dx, y + dy) for dx in (-1, 0) for dy in (-1, 0))"
        " -> ((x + dx, y + dy) for dx in (1, 0) for dy in (-1, 0))": (
            "the fullest block is also found from a place in its left column, or it is no fuller than its neighbour"
        ),
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
