using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// How the tensors of a model family are called in its checkpoints, and which of them say nothing about the model.
/// Sources: Hugging Face <c>modeling_squeezebert.py</c>, <c>modeling_bert.py</c> (<c>base_model_prefix</c>,
/// <c>_keys_to_ignore_on_load_unexpected</c>) and <c>modeling_utils.py</c> (gamma and beta of old checkpoints).
/// </summary>
public sealed class CheckpointNaming
{
    /// <summary>SqueezeBERT: a head's trunk is under <c>transformer.</c>.</summary>
    public static CheckpointNaming SqueezeBert { get; } = new("transformer.");

    /// <summary>Dense BERT: a head's trunk is under <c>bert.</c>.</summary>
    public static CheckpointNaming Bert { get; } = new("bert.");

    private CheckpointNaming(string trunkPrefix)
    {
        TrunkPrefix = trunkPrefix;
    }

    /// <summary>What stands before the trunk's names in a checkpoint that has a head; it is stripped when it is there.</summary>
    public string TrunkPrefix { get; }

    /// <summary>The first parts of the names of all heads that this library and Hugging Face know.</summary>
    internal ImmutableArray<string> HeadPrefixes { get; } = ["cls.", "classifier.", "qa_outputs."];

    /// <summary>
    /// Tensors that may be in a checkpoint of a class that does not use them: the pooler, which dense BERT saves with heads
    /// that never read it, and the sentence-order head that pretraining leaves beside the masked-LM head.
    /// </summary>
    internal ImmutableArray<string> UnusedPrefixes { get; } = ["pooler.", "cls.seq_relationship."];

    /// <summary>
    /// The canonical form of a name in a file: without the trunk's prefix, and with the norms' old <c>gamma</c> and
    /// <c>beta</c> called <c>weight</c> and <c>bias</c>.
    /// </summary>
    public string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.StartsWith(TrunkPrefix, StringComparison.Ordinal))
        {
            name = name[TrunkPrefix.Length..];
        }

        return name.EndsWith(".LayerNorm.gamma", StringComparison.OrdinalIgnoreCase) ? name[..^"gamma".Length] + "weight"
            : name.EndsWith(".LayerNorm.beta", StringComparison.OrdinalIgnoreCase) ? name[..^"beta".Length] + "bias"
            : name;
    }

    /// <summary>Whether a canonical name is that of a buffer which old versions saved and no version needs.</summary>
    internal static bool IsBuffer(string canonical) =>
        canonical.Equals("embeddings.position_ids", StringComparison.Ordinal)
        || canonical.EndsWith(".embeddings.position_ids", StringComparison.Ordinal);

    internal static bool StartsWithAny(string canonical, ImmutableArray<string> prefixes)
    {
        foreach (string prefix in prefixes)
        {
            if (canonical.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
