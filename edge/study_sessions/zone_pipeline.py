"""Face pipeline of a session: analyses only the participant's zone, and passes on a face only if it is alone there."""

from edge.events import FrameObservation
from edge.perception.vision.pipeline import FacePipeline
from edge.signals import Frame
from edge.study.zone import Zone


class ZonePipeline:
    """Runs a FacePipeline on the participant's zone.

    The detector analyses a whole frame at once, so a face outside the zone would slightly change the result for the
    participant's face. Therefore the rest of the frame is cut off first. A second face counts from its first detection,
    before it is confirmed. Then nothing about the frame is passed on, not even that there were two faces.
    """

    def __init__(self, pipeline: FacePipeline, zone: Zone) -> None:
        self._pipeline, self._zone = pipeline, zone

    @property
    def one_in(self) -> int:
        return self._pipeline.one_in

    def process(self, frame: Frame) -> FrameObservation:
        observation = self._pipeline.process(Frame(frame.at_s, self._zone.cut_from_picture(frame.image), frame.source))
        if self._pipeline.possible_face_count != 1 or len(observation.faces) != 1:
            return FrameObservation(frame.at_s)
        return FrameObservation(frame.at_s, observation.faces)

    def reset(self) -> None:
        self._pipeline.reset()

    def forget_static_places(self) -> None:
        self._pipeline.forget_static_places()
