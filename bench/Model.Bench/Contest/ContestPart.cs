namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>The parts of the comparison.</summary>
internal enum ContestPart
{
    /// <summary>Forward passes over a grid of batch shapes.</summary>
    Grid,

    /// <summary>Real sentences.</summary>
    Sentences,

    /// <summary>New processes.</summary>
    Starts,
}
