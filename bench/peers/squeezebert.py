"""SqueezeBERT (Iandola et al., 2020, https://arxiv.org/abs/2006.11316), laid out as the reference lays it out: the encoder
works on [B, C, S], every projection is a convolution of width 1, in groups."""
import math

import torch
from torch import nn

from parts import ACTIVATIONS

# The reference gives its encoder's norms nn.LayerNorm's argument by hand, whatever the configuration says.
ENCODER_EPSILON = 1e-12


def pointwise(inputs, outputs, groups):
    """[B, inputs, S] -> [B, outputs, S]."""
    return nn.Conv1d(inputs, outputs, kernel_size=1, groups=groups)


class ChannelNorm(nn.LayerNorm):
    """Layer norm over the channels of [B, C, S]."""

    def __init__(self, channels):
        super().__init__(channels, eps=ENCODER_EPSILON)

    def forward(self, x):
        return super().forward(x.permute(0, 2, 1)).permute(0, 2, 1)


class SelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        hidden = config["hidden_size"]
        self.heads = config["num_attention_heads"]
        self.head_size = hidden // self.heads
        self.query = pointwise(hidden, hidden, config["q_groups"])
        self.key = pointwise(hidden, hidden, config["k_groups"])
        self.value = pointwise(hidden, hidden, config["v_groups"])

    def forward(self, x, mask):
        batch, channels, length = x.shape
        by_head = (batch, self.heads, self.head_size, length)
        query = self.query(x).view(by_head).permute(0, 1, 3, 2)
        key = self.key(x).view(by_head)
        value = self.value(x).view(by_head).permute(0, 1, 3, 2)
        scores = torch.matmul(query, key) / math.sqrt(self.head_size) + mask
        context = torch.matmul(torch.softmax(scores, dim=-1), value)
        return context.permute(0, 1, 3, 2).reshape(batch, channels, length)


class ProjectionAndNorm(nn.Module):
    """norm(convolution(x) + residual)."""

    def __init__(self, inputs, outputs, groups):
        super().__init__()
        self.conv1d = pointwise(inputs, outputs, groups)
        self.layernorm = ChannelNorm(outputs)

    def forward(self, x, residual):
        return self.layernorm(self.conv1d(x) + residual)


class Intermediate(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.conv1d = pointwise(config["hidden_size"], config["intermediate_size"], config["intermediate_groups"])
        self.activation = ACTIVATIONS[config["hidden_act"]]

    def forward(self, x):
        return self.activation(self.conv1d(x))


class Layer(nn.Module):
    def __init__(self, config):
        super().__init__()
        hidden = config["hidden_size"]
        self.attention = SelfAttention(config)
        self.post_attention = ProjectionAndNorm(hidden, hidden, config["post_attention_groups"])
        self.intermediate = Intermediate(config)
        self.output = ProjectionAndNorm(config["intermediate_size"], hidden, config["output_groups"])

    def forward(self, x, mask):
        attended = self.post_attention(self.attention(x, mask), x)
        return self.output(self.intermediate(attended), attended)


class Encoder(nn.Module):
    """[B, S, H] -> [B, S, H]."""

    def __init__(self, config):
        super().__init__()
        self.layers = nn.ModuleList(Layer(config) for _ in range(config["num_hidden_layers"]))

    def forward(self, hidden, mask):
        x = hidden.permute(0, 2, 1)
        for layer in self.layers:
            x = layer(x, mask)
        return x.permute(0, 2, 1)
