"""The precisions in which PyTorch runs a model, by the words that the tool has for them."""
import torch

DTYPES = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def exact_single():
    """Float32 means float32: cuDNN would otherwise round the operands of convolutions to TF32."""
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False


def dtype_of(word):
    """The type of a word; an error that lists the words otherwise."""
    if word not in DTYPES:
        raise SystemExit(f"precision {word}: PyTorch is run in {', '.join(DTYPES)}")
    return DTYPES[word]
