"""What a live microphone gives, as sound that can be heard: at 16 kHz, in one stretch as long as nothing is missing."""

from edge.signals import AudioBlock
from edge.sources.microphone.blocks import CapturedBlock
from edge.sources.microphone.resampler import RATE_HZ, Resampler

_GAP_S = 0.05  # the times of blocks are true to a few milliseconds; more between two means that sound is missing


class AudioStream:
    """Blocks in order to sound at 16 kHz. Where a block does not begin where the one before it ended, the sound has a
    gap; its times follow those of the blocks, for no microphone has quite the rate that it says."""

    def __init__(self) -> None:
        self._resampling: Resampler | None = None
        self._rate_hz = self._taken = self._given = 0
        self._begin_s = 0.0  # when the first sample of this stretch was captured, by the newest block

    def process(self, block: CapturedBlock, at_s: float) -> AudioBlock | None:
        """The sound that this completes, the block's first sample having been captured at `at_s` of the kiosk's
        clock. None where all of it waits for what comes next."""
        begin_s = at_s - self._taken / self._rate_hz if self._rate_hz else at_s
        is_another = block.rate_hz != self._rate_hz or abs(begin_s - self._begin_s) > _GAP_S
        if self._resampling is None or is_another:
            self._resampling, self._rate_hz = Resampler(block.rate_hz), block.rate_hz
            self._taken = self._given = 0
            begin_s = at_s
        self._begin_s = begin_s
        self._taken += len(block.samples)
        samples = self._resampling.process(block.samples)
        if not len(samples):
            return None
        sound = AudioBlock(begin_s + self._given / RATE_HZ, samples)
        self._given += len(samples)
        return sound
