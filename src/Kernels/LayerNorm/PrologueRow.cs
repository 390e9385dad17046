namespace SqueezeBert.Gpu.Kernels;

/// <summary>A row of [T, C] with a prologue applied.</summary>
/// <typeparam name="TInput">How the row is stored.</typeparam>
/// <typeparam name="TPrologue">What happens to an element as it is read.</typeparam>
internal readonly struct PrologueRow<TInput, TPrologue> : INormSource
    where TInput : struct, IStored<TInput>
    where TPrologue : struct, IEpilogue
{
    private readonly TInput input;
    private readonly TPrologue prologue;
    private readonly long row;
    private readonly long start;

    /// <summary>Takes a row.</summary>
    /// <param name="input">[T, C].</param>
    /// <param name="prologue">Applied to each element.</param>
    /// <param name="row">Which.</param>
    /// <param name="channels">C.</param>
    public PrologueRow(TInput input, TPrologue prologue, long row, int channels)
    {
        this.input = input;
        this.prologue = prologue;
        this.row = row;
        start = row * channels;
    }

    /// <inheritdoc/>
    public Float4 Read(int channel, int count) =>
        DeviceEpilogue<TPrologue>.Apply(prologue, input.Read4(start + channel, count), row, channel, count);
}
