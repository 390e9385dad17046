"""What SqueezeBERT and BERT share. Modules carry the checkpoint's names, so that a state dictionary loads as it is."""
import math

import torch
from torch import nn
from torch.nn import functional

ACTIVATIONS = {
    "gelu": functional.gelu,
    "gelu_new": lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "relu": functional.relu,
    "silu": functional.silu,
    "tanh": torch.tanh,
}


class Embeddings(nn.Module):
    """[B, S] ids -> [B, S, H]: word + position + token type, then the norm."""

    def __init__(self, config):
        super().__init__()
        hidden = config["hidden_size"]
        self.word_embeddings = nn.Embedding(config["vocab_size"], hidden)
        self.position_embeddings = nn.Embedding(config["max_position_embeddings"], hidden)
        self.token_type_embeddings = nn.Embedding(config["type_vocab_size"], hidden)
        self.LayerNorm = nn.LayerNorm(hidden, eps=config["layer_norm_eps"])

    def forward(self, input_ids, token_type_ids, position_ids):
        if position_ids is None:
            position_ids = torch.arange(input_ids.shape[1], device=input_ids.device).unsqueeze(0)
        words = self.word_embeddings(input_ids) + self.token_type_embeddings(token_type_ids)
        return self.LayerNorm(words + self.position_embeddings(position_ids))


class Pooler(nn.Module):
    """[B, S, H] -> [B, H]: tanh(dense(first token))."""

    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(config["hidden_size"], config["hidden_size"])

    def forward(self, hidden):
        return torch.tanh(self.dense(hidden[:, 0]))


def key_mask(attention_mask, dtype):
    """[B, S] of ones and zeros -> [B, 1, 1, S], to add to scores: 0 for keys that count, the least number for others."""
    return (1.0 - attention_mask[:, None, None, :].to(dtype)) * torch.finfo(dtype).min


class Trunk(nn.Module):
    """Embeddings, an encoder, and the pooler where the checkpoint has one."""

    def __init__(self, config, encoder, has_pooler):
        super().__init__()
        self.embeddings = Embeddings(config)
        self.encoder = encoder
        self.pooler = Pooler(config) if has_pooler else None
        self.layers = config["num_hidden_layers"]

    def forward(self, input_ids, attention_mask, token_type_ids, position_ids=None):
        """last_hidden_state [B, S, H] and pooler_output [B, H] (None without a pooler)."""
        hidden = self.embeddings(input_ids, token_type_ids, position_ids)
        hidden = self.encoder(hidden, key_mask(attention_mask, hidden.dtype))
        return hidden, self.pooler(hidden) if self.pooler is not None else None
