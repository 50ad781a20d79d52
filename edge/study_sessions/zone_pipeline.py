"""Face pipeline of a session: it gets the participant's zone alone, and passes on a face only if there is one."""

from edge.events import FrameObservation
from edge.perception.vision.pipeline import FacePipeline
from edge.signals import Frame
from edge.study.zone import Zone


class ZonePipeline:
    """Runs a FacePipeline on the zone. The detector looks at a whole picture at once, so that a face beside the zone
    would change what it says of the participant's by a trace: the rest of the picture is cut off.

    A second face counts from its first detection on, before it is confirmed. Nothing of the frame is then passed on:
    not even that there were two.
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
