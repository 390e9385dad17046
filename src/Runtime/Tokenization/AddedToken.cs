namespace SqueezeBert.Gpu.Tokenization;

/// <summary>A token that is found in the text itself, before the text is split into words (special tokens are).</summary>
/// <param name="Content">The text to find; for a <see cref="Normalized"/> token, before normalising.</param>
/// <param name="Id">Its id.</param>
public sealed record AddedToken(string Content, int Id)
{
    /// <summary>Found only where no word character touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Takes the white space on its left with it.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Takes the white space on its right with it.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Found in the normalised text, by its normalised content; otherwise in the text as it was given.</summary>
    public bool Normalized { get; init; }

    /// <summary>Left out by <see cref="BertTokenizer.Decode"/> when special tokens are.</summary>
    public bool Special { get; init; }
}
