"""A model directory as a PyTorch module."""
import bert
import squeezebert
from checkpoint import read_config, read_trunk
from parts import Trunk

ENCODERS = {"squeezebert": squeezebert.Encoder, "bert": bert.Encoder}


def load(directory):
    """The trunk of the model, ready to run. Tensors that are missing or left over are an error."""
    config = read_config(directory)
    tensors = read_trunk(directory)
    encoder = ENCODERS[config["model_type"]](config)
    trunk = Trunk(config, encoder, has_pooler="pooler.dense.weight" in tensors)
    trunk.load_state_dict(tensors)
    return trunk.eval().requires_grad_(False)
