"""The precisions in which PyTorch runs a model, by the words that the tool has for them."""
import torch

DTYPES = {
    "f64": torch.float64, "f32": torch.float32, "tf32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16,
}


def use(word):
    """
    Lets products of float32 be rounded to TF32 or not, as the word says, and gives its type. Float32 means float32: cuDNN would
    round the operands of convolutions otherwise. An error that lists the words where there is no such word.
    """
    if word not in DTYPES:
        raise SystemExit(f"precision {word}: PyTorch is run in {', '.join(DTYPES)}")
    torch.backends.cudnn.allow_tf32 = word == "tf32"
    torch.backends.cuda.matmul.allow_tf32 = word == "tf32"
    return DTYPES[word]
