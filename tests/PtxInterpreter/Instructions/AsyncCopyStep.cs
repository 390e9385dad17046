namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// <c>cp.async</c>: what it copies reaches shared memory when the thread waits for it, and until then nobody may touch the
/// destination. Source: PTX ISA, "cp.async".
/// </summary>
internal sealed unsafe class AsyncCopyStep(PtxInstruction source) : Step(source)
{
    public required AddressOperand To { get; init; }

    public required AddressOperand From { get; init; }

    public required int Bytes { get; init; }

    /// <summary>The slot with the number of bytes to read, the rest becoming zero; or -1 for all of them.</summary>
    public required int SourceBytes { get; init; }

    public override Flow Execute(ThreadState thread)
    {
        int read = SourceBytes < 0 ? Bytes : (int)thread.Registers[SourceBytes];
        if (read < 0 || read > Bytes)
        {
            throw new PtxTrap($"source size {read} of {Bytes}: {Source}").At(thread);
        }
        byte[] data = new byte[Bytes];
        ulong from = From.In(thread);
        if (read > 0)
        {
            byte* memory = read == Bytes
                ? thread.Access(StateSpace.Global, from, Bytes, AccessMode.Read, Source)
                : thread.AccessPart(from, read, Bytes, Source);
            new ReadOnlySpan<byte>(memory, read).CopyTo(data);
        }
        ulong to = To.In(thread);
        byte* target = thread.Access(StateSpace.Shared, to, Bytes, AccessMode.AsyncWrite, Source);
        // Poison: an early read sees bytes that are neither old nor new.
        new Span<byte>(target, Bytes).Fill(0xcd);
        thread.AsyncCopies.Add(new AsyncCopy(to, data, Source));
        return Flow.Next;
    }
}
