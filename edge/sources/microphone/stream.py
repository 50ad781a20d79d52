"""Audio stream of a live microphone at 16 kHz, with gaps only where sound is missing."""

from edge.signals import AudioBlock
from edge.sources.microphone.blocks import CapturedBlock
from edge.sources.microphone.resampler import RATE_HZ, Resampler

_GAP_S = 0.05  # block times are accurate to a few milliseconds; a larger gap means that sound is missing


class AudioStream:
    """Resamples captured blocks, in order, to 16 kHz.

    If a block does not start where the previous one ended, the audio has a gap. The times of the audio follow the times
    of the blocks, because no microphone has exactly its nominal rate.
    """

    def __init__(self) -> None:
        self._resampler: Resampler | None = None
        self._rate_hz = self._read = self._returned = 0
        self._begin_s = 0.0  # capture time of the first sample since the last gap, according to the newest block

    def process(self, block: CapturedBlock, at_s: float) -> AudioBlock | None:
        """Audio at 16 kHz that `block` completes. None if all of it must wait for the next block.

        `at_s` is the capture time of the block's first sample on the kiosk's clock.
        """
        begin_s = at_s - self._read / self._rate_hz if self._rate_hz else at_s
        is_new_stream = block.rate_hz != self._rate_hz or abs(begin_s - self._begin_s) > _GAP_S
        if self._resampler is None or is_new_stream:
            self._resampler, self._rate_hz = Resampler(block.rate_hz), block.rate_hz
            self._read = self._returned = 0
            begin_s = at_s
        self._begin_s = begin_s
        self._read += len(block.samples)
        samples = self._resampler.process(block.samples)
        if not len(samples):
            return None
        audio = AudioBlock(begin_s + self._returned / RATE_HZ, samples)
        self._returned += len(samples)
        return audio
