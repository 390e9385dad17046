using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Weights;

/// <summary>A weight that a model asks of a checkpoint.</summary>
public sealed class ExpectedTensor
{
    private ExpectedTensor(string name, ReadOnlySpan<long> shape, bool isRequired, ReadOnlySpan<string> aliases)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Shape = [.. shape];
        IsRequired = isRequired;
        Aliases = [.. aliases];
    }

    /// <summary>
    /// The canonical name, under which the model finds the tensor: without the trunk's prefix
    /// (<c>embeddings.word_embeddings.weight</c>), a head's name as it is (<c>cls.predictions.bias</c>).
    /// </summary>
    public string Name { get; }

    /// <summary>The exact shape.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Whether its absence is an error.</summary>
    public bool IsRequired { get; }

    /// <summary>Canonical names that serve as well, tried in order when <see cref="Name"/> is absent.</summary>
    public ImmutableArray<string> Aliases { get; }

    /// <summary>A tensor that must be there, under its name or under one of its aliases.</summary>
    /// <param name="name">The canonical name.</param>
    /// <param name="shape">The exact shape.</param>
    /// <param name="aliases">
    /// Other canonical names; the bias of the masked-LM head is <c>cls.predictions.bias</c> or
    /// <c>cls.predictions.decoder.bias</c>.
    /// </param>
    public static ExpectedTensor Required(string name, ReadOnlySpan<long> shape, params ReadOnlySpan<string> aliases) =>
        new(name, shape, isRequired: true, aliases);

    /// <summary>
    /// A tensor that may be absent but must have the right shape when it is there: a decoder that is tied to the word
    /// embeddings.
    /// </summary>
    /// <param name="name">The canonical name.</param>
    /// <param name="shape">The exact shape.</param>
    /// <param name="aliases">Other canonical names.</param>
    public static ExpectedTensor Optional(string name, ReadOnlySpan<long> shape, params ReadOnlySpan<string> aliases) =>
        new(name, shape, isRequired: false, aliases);
}
