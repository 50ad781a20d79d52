"""embedding.py: the torch module is the network of the ONNX file, over pieces of any length."""

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models.laughter.embedding import CACHE, MEMBER, SIZE, SpeechEmbedding, load_embedding  # noqa: E402
from models.loop import parameter_count  # noqa: E402

FILE = CACHE / MEMBER.rpartition("/")[2]


@torch.no_grad()
def test_longer_piece_of_sound_gives_the_embeddings_of_its_parts() -> None:
    """76 frames each, 8 frames apart."""
    torch.manual_seed(0)
    net, mel = SpeechEmbedding().eval(), torch.randn(2, 100, 32)
    whole = net(mel)
    assert whole.shape == (2, 4, SIZE)
    parts = torch.cat([net(mel[:, at : at + 76]) for at in range(0, 25, 8)], 1)
    assert torch.allclose(whole, parts, atol=1e-5)


def test_embedding_is_not_trained() -> None:
    net = SpeechEmbedding()
    assert parameter_count(net) == 328_128
    assert not [weight for weight in net.parameters() if weight.requires_grad]


@pytest.mark.skipif(not FILE.is_file(), reason="the embedding was not fetched: python -m models.train laughter")
@torch.no_grad()
def test_module_gives_what_the_file_gives() -> None:
    mel = np.random.default_rng(0).normal(6, 1, (3, 76, 32)).astype(np.float32)
    session = onnxruntime.InferenceSession(str(FILE), providers=["CPUExecutionProvider"])
    (expected,) = session.run(None, {session.get_inputs()[0].name: mel[:, :, :, None]})
    assert np.abs(load_embedding(FILE)(torch.from_numpy(mel)).numpy()[:, 0] - expected[:, 0, 0]).max() < 1e-3
