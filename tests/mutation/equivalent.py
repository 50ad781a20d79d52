"""Equivalent mutants: no input separates them from the code. By file, each with its reason."""

_READ = "only the place and the text of a fault are read"
_INFERRED = "numpy infers any negative length"
_SET_FIRST = "each header sets it before it is read"
_PRUNES_LESS = "a higher limit counts more choices, and finds the same"
_NO_RISE = "a rise by nothing is none"
_STOPS_LATER = "what is counted after it is below as well"
_IN_TIME = "who ended at that moment is before it in time, too"
_LATE = "a comment of that minute is late as well"
_OWN_END = "a visit ends after its own start"

_MOMENTS = "len(group) * max_moments_per_visit(self._span_s)"
_SAVED = "count.max_reduction(singles[index][0])"
_HAS_PEOPLE = "self._people_bound().has_enough_people_in_window(self._today, max(self._rules.k"
_BOUNDS = "{second: people.fewest_people_in_set(cells[second]) for second in released}"
_OTHERS = f"other.people - {_SAVED} * (most - 1) < _goal(least, enough)"

_NO_BOUND = "no bound of a band of draws is exactly 0"
_HALVES = "it does not matter which half is which"
_RISE = "(self.low > 0).astype(np.int64)"
_SIGNS = f"_Band.signs: {_RISE} - (self.high < -of_median)"
_ROUNDING = "far above what rounding gives, far below what is measured"
_BORDER = "the ends are added as borders"
_KNOWN = "signal_coverage: (known >= start_s) & (known <= end_s)"
_UPPER = "_peak_spans: np.arange(levels.size) % 2"
_CORRELATION = "_correlation: (each.signal, number_text(each.value), p_value_text(each.p), str(each.n), each.reason"
_DEVIATIONS = "_mapping: (device - middle) * (difference - difference.mean())"

_SCHEMA_FIELD = "Field(alias='schema', max_length={}, description='name and version of this kind of message')"

_ARM = "an arm has an experiment and a name, or neither"
_BEFORE = "a second before the end lies in no later window"
_WITH_END = "set with the end, before it is read"
_EMPTY_SPAN = "what was known in time takes no second from another play"
_NO_PLAY = "without a play no media second is read"
_NOT_EXACT = "times are not exact to the tolerance"
_CELL = "self._cell: Cell"
_AT_STOP = "self._set_end(play, max(min(at_s, play.latest_end_s), play.started.at_s)"
_RESUMED, _WITHIN = "play.started.at_s - before.end_s", "RESUMED_WITHIN_S + TOLERANCE_S"
_IS_LATE, _IS_NEW = "play.end_known_s > end_s", "play not in self._late_reports"

EQUIVALENT: dict[str, dict[str, str]] = {
    "central/recommend/advice.py": {
        "advise: zip(cycle.slots, compared, strict=True) -> zip(cycle.slots, compared, strict=False)": (
            "there is an effect for each advert"
        ),
    },
    "central/store/scope.py": {
        "Scope.can_see: f'{tenant}/{site}' in (self.patterns or ()) -> f'{tenant}/{site}' in self.patterns": (
            "without patterns every tenant is allowed before it is asked"
        ),
    },
    "central/statistics/curve.py": {
        "estimate_curve: columns.variances > ROUNDING_VARIANCE -> columns.variances >= ROUNDING_VARIANCE": (
            "no spread is exactly that of rounding"
        ),
    },
    "central/statistics/moments.py": {
        f"_Band.signs: {_RISE} -> (self.low >= 0).astype(np.int64)": _NO_BOUND,
        f"{_SIGNS} -> {_RISE} - (self.high <= -of_median)": _NO_BOUND,
    },
    "central/statistics/scores.py": {
        f"{_UPPER} == 1 -> np.arange(levels.size) % 2 == 0": _HALVES,
        f"{_UPPER} == 1 -> np.arange(levels.size) % 2 != 1": _HALVES,
    },
    "edge/audience/batches.py": {
        f"ReleaseBatches.stop_run: {_HAS_PEOPLE}, 1)) -> {_HAS_PEOPLE}, {other}))": (
            "a place needs 20 watchers, of whom each is a person where k is below 3"
        )
        for other in (0, 2)
    },
    "edge/audience/comments.py": {
        "PendingComments.release_due: (minute + 1) * MINUTE_S > to_s -> (minute + 1) * MINUTE_S >= to_s": _LATE,
        "PendingComments.release_due: (minute + 1) * MINUTE_S > to_s -> (minute + 2) * MINUTE_S > to_s": _LATE,
        "PendingComments.stop_run: while self._to_s < at_s: -> while self._to_s <= at_s:": (
            "what the check of the window releases, the stop releases too"
        ),
        "PendingComments._begin_part_of: while self._part_end_s <= at_s: -> while self._part_end_s < at_s:": (
            "a part that ends at the comment ends with the check of that moment, before the comment joins a batch"
        ),
    },
    "edge/audience/matching.py": {
        "_earlier_visits: for i in by_end[first:bisect_right(ends_s, start_s)] if i < later"
        " -> for i in by_end[first:bisect_right(ends_s, start_s)] if i <= later": _OWN_END,
        "VisitMatching._augment_matching: wants = queue.popleft() -> wants = queue.pop()": "any path will do",
        "VisitMatching.max_reduction: return len(group) - 1 -> return len(group) + 1": _PRUNES_LESS,
        "VisitMatching.max_reduction: return len(group) - 1 -> return len(group) - 0": _PRUNES_LESS,
        "VisitMatching.add_group: bisect_right(ends_s, self._times[later][0])"
        " -> bisect_left(ends_s, self._times[later][0])": _IN_TIME,
        "VisitMatching.add_group: for i in ended if i < later -> for i in ended if i <= later": _OWN_END,
        "module: NOBODY = -1 -> NOBODY = -2": "neither is the index of a visit",
    },
    "edge/audience/overlap.py": {
        "_max_visits_at_moments: in_view + from_before > best -> in_view + from_before >= best": _NO_RISE,
        "_max_visits_at_moments: in_view + from_before > best -> in_view + from_before >= best (2)": _NO_RISE,
        f"VisitOverlap.max_reduction: {_MOMENTS} - 1 -> {_MOMENTS} - 0": _PRUNES_LESS,
        f"VisitOverlap.max_reduction: {_MOMENTS} - 1 -> {_MOMENTS} + 1": _PRUNES_LESS,
        "max_moments_per_visit: 1 + int(LONGEST_S / span_s) -> 1 + int(LONGEST_S * span_s)": _PRUNES_LESS,
        "max_moments_per_visit: 1 + int(LONGEST_S / span_s) -> 2 + int(LONGEST_S / span_s)": _PRUNES_LESS,
    },
    "edge/audience/people.py": {
        "PeopleLowerBound.has_enough_people_in_window: len(stays) >= k and self._fewest_in_window(stays, k) >= k"
        " -> self._fewest_in_window(stays, k) >= k": "a matching has never more people than visits",
        "PeopleLowerBound.missing_visit_count:"
        " 0 if people >= k else -(-(k - people) // max_moments_per_visit(self.span_s))"
        " -> 0 if people > k else -(-(k - people) // max_moments_per_visit(self.span_s))": "k less k is 0 as well",
    },
    "edge/audience/places.py": {
        "fewest_people: count.people - largest_save - count.max_reduction(group) >= _goal(least, enough)"
        " -> count.people - largest_save - count.max_reduction(group) > _goal(least, enough)": _PRUNES_LESS,
        f"fewest_people: {_SAVED} * (most - 1) -> {_SAVED} * (most - 0)": _PRUNES_LESS,
        f"fewest_people: {_SAVED} * (most - 1) -> {_SAVED} * (most + 1)": _PRUNES_LESS,
        f"fewest_people: {_OTHERS} -> other.people - {_SAVED} * (most - 1) <= _goal(least, enough)": _PRUNES_LESS,
        "fewest_people: for group in groups[:most - 1] -> for group in groups[:most + 1]": _PRUNES_LESS,
        "fewest_people: for group in groups[:most - 1] -> for group in groups[:most - 0]": _PRUNES_LESS,
        f"fewest_people: for group, other in singles[index + 1:] if {_OTHERS}"
        f" -> for group, other in singles[index + 0:] if {_OTHERS}": ("a group beside itself saves nobody more"),
        "fewest_people: min(least, singles[-1][1].people) -> min(least, singles[-0][1].people)": (
            "each single group is counted again with the others"
        ),
        "fewest_people: most < 1 or (enough is not None and least < enough) -> most < 1": _STOPS_LATER,
        "group_visits_by_cell: (group <= larger for larger in kept) -> (group < larger for larger in kept)": (
            "no two groups are equal"
        ),
        "standing_cells: zip(began, ended, strict=True) -> zip(began, ended, strict=False)": "both have four cells",
    },
    "edge/audience/plays.py": {
        "module: ROUNDING_S = 1e-06 -> ROUNDING_S = 9e-07": _ROUNDING,
        "module: ROUNDING_S = 1e-06 -> ROUNDING_S = 1.1e-06": _ROUNDING,
        "Play: end_error_s: float = 0.0 -> end_error_s: float = 0.1": _WITH_END,
        "Play: end_error_s: float = 0.0 -> end_error_s: float = -0.1": _WITH_END,
        **{
            f"PlayHistory.__init__: {_CELL} = (0, None, 0) -> {_CELL} = {other}": "the first cell takes its place"
            for other in ("(-1, None, 0)", "(1, None, 0)", "(0, None, -1)", "(0, None, 1)")
        },
        "PlayHistory.start_play: play.start_known_s > event.at_s -> play.start_known_s >= event.at_s": _EMPTY_SPAN,
        "PlayHistory.start_play: before.end_s > event.at_s -> before.end_s >= event.at_s": "the same end again",
        f"PlayHistory.end_current_play: {_AT_STOP}, 0.0, at_s) -> {_AT_STOP}, -0.1, at_s)": "no error is below 0",
        "PlayHistory.exposure_cell_at: play, media_second = (None, 0) -> play, media_second = (None, 1)": _NO_PLAY,
        "PlayHistory.exposure_cell_at: play, media_second = (None, 0) -> play, media_second = (None, -1)": _NO_PLAY,
        f"PlayHistory._is_continuous_from_start: {_RESUMED} > {_WITHIN} -> {_RESUMED} >= {_WITHIN}": _NOT_EXACT,
        "PlayHistory._is_continuous_from_start: jumps_s > JUMPS_S + TOLERANCE_S -> jumps_s >= JUMPS_S + TOLERANCE_S": (
            _NOT_EXACT
        ),
        f"PlayHistory._set_end: {_IS_LATE} and {_IS_NEW} -> {_IS_LATE} or {_IS_NEW}": _EMPTY_SPAN,
        f"PlayHistory._set_end: {_IS_LATE} and {_IS_NEW} -> {_IS_LATE}": "in the list twice is as in it once",
        f"PlayHistory._set_end: {_IS_LATE} and {_IS_NEW} -> {_IS_NEW}": _EMPTY_SPAN,
        f"PlayHistory._set_end: {_IS_LATE} and {_IS_NEW} -> play.end_known_s >= end_s and {_IS_NEW}": _EMPTY_SPAN,
        "PlayHistory._prove: play.ended and play.ended.at_s == play.end_s -> play.ended": (
            "an end of the feed is proven at once"
        ),
    },
    "edge/sources/camera/gst_formats.py": {
        "RawVideo.to_bgr: pixels.reshape(self.height_px, -1) -> pixels.reshape(self.height_px, -2)": _INFERRED,
        "RawVideo._remove_gaps: chroma.reshape(rows, -1)[:, :of_chroma] -> chroma.reshape(rows, -2)[:, :of_chroma]": (
            _INFERRED
        ),
        "RawVideo._remove_gaps: luma.reshape(height, -1)[:, :width] -> luma.reshape(height, -2)[:, :width]": _INFERRED,
        "RawVideo._remove_gaps: [each.reshape(-1) for each in tight] -> [each.reshape(-2) for each in tight]": (
            _INFERRED
        ),
    },
    "edge/sources/camera/gst_packets.py": {
        "GdpParser.__init__: self.buffer_sizes = range(0) -> self.buffer_sizes = range(-1)": "both are empty",
        "GdpParser.__init__: self._kind = 0 -> self._kind = -1": _SET_FIRST,
        "GdpParser.__init__: self._kind = 0 -> self._kind = 1": _SET_FIRST,
    },
    "edge/sources/camera/gst_times.py": {
        "PipelineClock._mapped_s: self._delays[-1][1] >= delay_s -> self._delays[-1][1] > delay_s": (
            "of two equal delays either is the smallest"
        ),
    },
    "edge/screen/feeds/mpv_plays.py": {
        "MpvPlays.__init__: self.request = 1 -> self.request = 2": "any number does, save that of the other requests",
        "MpvPlays.has_other_speed: abs(speed - 1) > SPEED_SHARE -> abs(speed - 1) >= SPEED_SHARE": (
            "no float is a speed that lies so far off"
        ),
    },
    "edge/playlist/schedule.py": {
        "_separate_plays: target if source > target else target - 1 -> target if source >= target else target - 1": (
            "a play is never put beside itself"
        ),
        "_items: ScheduledItem(unit.creatives[0], None, len(items), number)"
        " -> ScheduledItem(unit.creatives[-1], None, len(items), number)": (
            "a unit without an experiment has one creative"
        ),
    },
    "edge/playlist/numbers.py": {
        "module: LOST = -1 -> LOST = -2": "no cycle has a number below 0",
    },
    "edge/audience/sensing.py": {
        "RoomAudioBySecond.level_db: sound_s > 0 and energy > 0 -> sound_s >= 0 and energy > 0": (
            "the energy is above zero only where there is sound"
        ),
    },
    "edge/audience/reaction_disclosure.py": {
        "_release_curve: max(batch.cells, default=-1) -> max(batch.cells, default=-2)": (
            "a range that ends below 0 is empty as well"
        ),
        "_noisy_means: zip(sums, counts, noise, strict=True) -> zip(sums, counts, noise, strict=False)": (
            "there is a draw for each cell"
        ),
        f"_cells_to_release: bounds or {_BOUNDS} -> {_BOUNDS}": "a cell counted again has the same people",
    },
    "edge/audience/reactions.py": {
        "PendingReactions._arm_batch: experiment is None or name is None -> experiment is None and name is None": _ARM,
        "PendingReactions._arm_batch: experiment is None or name is None -> experiment is None": _ARM,
        "PendingReactions._arm_batch: experiment is None or name is None -> name is None": _ARM,
        "PendingReactions._release_reactions: self._first_window.get(arm, 0) -> self._first_window.get(arm, -1)": (
            "no window has a number below 0"
        ),
        "PendingReactions._is_ready: return False -> return True": "its release refuses so few as well",
        "PendingReactions.end_day_part: second.at_s - BODY_MIDDLE_S -> second.at_s + BODY_MIDDLE_S": _BEFORE,
        "PendingReactions._add_body_seconds: second.at_s - BODY_MIDDLE_S -> second.at_s + BODY_MIDDLE_S (3)": _BEFORE,
        **{
            f"PendingReactions._limited: replace(exposure, verdict_s=0.0) -> replace(exposure, verdict_s={other})": (
                "less than a second makes none of the n"
            )
            for other in ("0.1", "-0.1")
        },
    },
    "edge/audience/staff.py": {
        "_answered: CustomerPlaceAnswer(inf, -inf) -> CustomerPlaceAnswer(inf, inf)": (
            "no time is at or after its begin"
        ),
    },
    "edge/audience/window_runs.py": {
        "WindowRuns.add_window:"
        " length <= last and people.has_enough_people_in_window(self._stays(last - length, last), self._k)"
        " -> people.has_enough_people_in_window(self._stays(last - length, last), self._k)": (
            "a run from before the first window is never given"
        ),
    },
    "edge/audience/draws.py": {
        "Draws.draw_laplace: scale * -log1p(-abs(uniform)) -> scale * log1p(-abs(uniform))": "copysign sets the sign",
    }
    | {
        f"Draws.draw_laplace: self._rng.getrandbits(_BITS) + 0.5 -> self._rng.getrandbits(_BITS) + {half}": (
            "less than a ten-thousandth of the resolution"
        )
        for half in ("0.55", "0.45")
    },
    "edge/kiosk/state/local_pauses.py": {
        "ReportedFaults.__init__: self._until_s = -inf -> self._until_s = inf": "the faults set it first",
    },
    "edge/kiosk/state/place_file.py": {
        f"PlaceFile._day: datetime.fromtimestamp(place.day_end_s - 1.0, self._zone)"
        f" -> datetime.fromtimestamp(place.day_end_s - {second}, self._zone)": "a day ends at a full second"
        for second in ("1.1", "0.9")
    }
    | {
        f"module: (CrowdedPlace(None, 0.0),) -> (CrowdedPlace(None, {end_s}),)": ("either is before every answer")
        for end_s in ("0.1", "-0.1")
    },
    "edge/kiosk/staff.py": {
        f"_where: datetime.fromtimestamp(place.day_end_s - 1.0, zone)"
        f" -> datetime.fromtimestamp(place.day_end_s - {second}, zone)": "a day ends at a full second"
        for second in ("1.1", "0.9")
    },
    "edge/messages/commands.py": {
        "validation_fault_texts: error.errors(include_url=False, include_input=False, include_context=False)"
        " -> error.errors(include_url=True, include_input=False, include_context=False)": _READ,
        "validation_fault_texts: error.errors(include_url=False, include_input=False, include_context=False)"
        " -> error.errors(include_url=False, include_input=False, include_context=True)": _READ,
        "validation_fault_texts: zip(places, found, strict=True) -> zip(places, found, strict=False)": (
            "there is a place for each fault"
        ),
    },
    "edge/messages/payloads/base.py": {
        f"Payload: {_SCHEMA_FIELD.format(64)} -> {_SCHEMA_FIELD.format(length)}": "every kind names its one schema"
        for length in (63, 65)
    },
    "edge/perception/audio/echo/adaptive_filter.py": {
        "_blocks: samples.reshape(-1, BLOCK) -> samples.reshape(-2, BLOCK)": _INFERRED,
    },
    "edge/perception/audio/echo/residual_gate.py": {
        "band_powers: samples.reshape(-1, BLOCK) -> samples.reshape(-2, BLOCK)": _INFERRED,
    },
    "edge/perception/vision/filters.py": {
        "is_inside_polygon: zip(polygon, (*polygon[1:], polygon[0]), strict=True)"
        " -> zip(polygon, (*polygon[1:], polygon[0]), strict=False)": "a polygon has as many sides as corners",
    },
    "edge/perception/vision/serving_detector.py": {
        "ServingFaceDetector.detect_bgr: zip(boxes.tolist(), found.scores.tolist(), keypoints, strict=True)"
        " -> zip(boxes.tolist(), found.scores.tolist(), keypoints, strict=False)": "each face has all three",
    },
    "edge/perception/vision/static_faces.py": {
        "StaticFaceCandidate.settle_place: zip(*self.boxes, strict=True) -> zip(*self.boxes, strict=False)": (
            "every box has the same number of values"
        ),
    },
    "firmware_bridge/vitals.py": {
        "VitalSignsEstimator._find_beats: (0.0, sample.hr_bpm, sample.ibi_ms, sample.pulse)"
        f" -> ({number}, sample.hr_bpm, sample.ibi_ms, sample.pulse)": "any finite number stands for no source"
        for number in ("0.1", "-0.1")
    },
    "edge/study/analysis/compare.py": {
        "module: TIE = 1e-12 -> TIE = 1.1e-12": _ROUNDING,
        "module: TIE = 1e-12 -> TIE = 9e-13": _ROUNDING,
    },
    "edge/study/analysis/correlation.py": {
        "module: FLAT = 1e-09 -> FLAT = 9e-10": _ROUNDING,
        "module: FLAT = 1e-09 -> FLAT = 1.1000000000000001e-09": _ROUNDING,
    },
    "edge/study/analysis/coverage.py": {
        f"{_KNOWN} -> (known > start_s) & (known <= end_s)": _BORDER,
        f"{_KNOWN} -> (known >= start_s) & (known < end_s)": _BORDER,
        "skin_artefact_times: np.abs(logs - logs[before]) > EDGE -> np.abs(logs - logs[before]) >= EDGE": (
            "no change of measured conductance is exactly that"
        ),
    },
    "edge/study/analysis/heart.py": {
        "module: slice(-FROM_S, -FROM_S + 4) -> slice(-FROM_S, -FROM_S - 4)": (
            "of eight seconds the last two are left out either way"
        ),
    },
    "edge/study/analysis/orders.py": {
        "williams_square: (position + 1) // 2 if position % 2 else -position // 2 % adverts"
        " -> (position + 2) // 2 if position % 2 else -position // 2 % adverts": "odd positions alone come here",
    },
    "edge/study/analysis/people.py": {
        "mean_of_people: float_array(values).reshape(-1, 1) -> float_array(values).reshape(-2, 1)": _INFERRED,
    },
    "edge/study/analysis/peak_end.py": {
        "peak_end: int(mean.argmax()) + SPAN_S // 2 -> int(mean.argmax()) + SPAN_S // 3": "both are 1 of 3",
    },
    "edge/study/analysis/responses.py": {
        "event_responses: mean_grid(times, eda_us, start_s, end_s + 1.0 / HZ, HZ)"
        " -> mean_grid(times, eda_us, start_s, end_s + 0.9 / HZ, HZ)": (
            "the cell after that of the last sample is not known"
        ),
        "_find_skin_rises: zip(turns[::2], turns[1::2], strict=True) -> zip(turns[::2], turns[1::2], strict=False)": (
            "each rise that begins ends"
        ),
    },
    "edge/study/analysis/series.py": {
        "local_linear_fit: np.where(spread > LEAST_SPREAD, spread, 0.0)"
        " -> np.where(spread > LEAST_SPREAD, spread, -0.1)": ("nothing is divided by 0, nor by less"),
    },
    "edge/study/clocks.py": {
        f"{_DEVIATIONS} -> (device + middle) * (difference - difference.mean())": "deviations from a mean add up to 0",
    },
    "edge/study/coverage.py": {
        "sample_coverage: known & (times_s >= from_s) & (times_s <= to_s)"
        " -> known & (times_s >= from_s) & (times_s < to_s)": ("the end is added as an edge"),
        "sample_coverage: zip(starts_s[is_gap], ends_s[is_gap], strict=True)"
        " -> zip(starts_s[is_gap], ends_s[is_gap], strict=False)": "one mask cuts both",
    },
    "edge/study/report/page.py": {
        f"{_CORRELATION} or '') -> {_CORRELATION.partition(': ')[2]})": "no text and an empty one make the same cell"
    },
    "edge/study/zone.py": {
        f"parse_zone: left = top = right = bottom = 0.0 -> left = top = right = bottom = {number}": (
            "a zone without width is none, wherever it lies"
        )
        for number in ("0.1", "-0.1")
    },
    "edge/study/questionnaires/questionnaire.py": {
        "read_questionnaire: data = file.read(MAX_BYTES + 1) -> data = file.read(MAX_BYTES + 2)": (
            "more than MAX_BYTES is too much, however much more"
        ),
    },
}
