namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// Remembers who accessed each part of a piece of memory and finds accesses that nothing orders. One reader (or a group) and
/// one writer are kept for each unit: of every pair that conflicts, the later access meets the earlier one's stamp.
/// </summary>
internal sealed class AccessShadow(long bytes)
{
    private readonly ShadowPage?[] pages = new ShadowPage?[(bytes + ShadowPage.Bytes - 1) / ShadowPage.Bytes];

    public void Clear()
    {
        foreach (ShadowPage? page in pages)
        {
            if (page is not null)
            {
                Array.Clear(page.Stamps);
            }
        }
    }

    /// <summary>Notes an access and returns the first conflict it has. It must not cross a page.</summary>
    public Conflict Record(long offset, int bytes, AccessMode mode, ThreadState thread, bool mustBeWritten)
    {
        ShadowPage page = pages[offset / ShadowPage.Bytes] ??= new ShadowPage();
        if ((bytes & 3) != 0 && page.UnitShift != 0)
        {
            page.SplitIntoBytes();
        }
        int first = (int)(offset % ShadowPage.Bytes) >> page.UnitShift;
        int end = first + (bytes >> page.UnitShift);
        ulong[] stamps = page.Stamps;
        Conflict conflict = default;
        for (int unit = first; unit < end; unit++)
        {
            ref ulong writer = ref stamps[2 * unit];
            ref ulong readers = ref stamps[(2 * unit) + 1];
            Conflict found = mode switch
            {
                AccessMode.Read => Read(ref writer, ref readers, thread, mustBeWritten),
                AccessMode.Write => Write(ref writer, ref readers, thread, AccessStamp.OfThread(thread)),
                AccessMode.AsyncWrite => Write(ref writer, ref readers, thread, AccessStamp.CopyInFlight),
                AccessMode.Atomic => Update(ref writer, ref readers, thread, mustBeWritten),
                _ => Arrive(ref writer, thread),
            };
            conflict = conflict.Kind == HazardKind.None ? found : conflict;
        }
        return conflict;
    }

    private static Conflict Read(ref ulong writer, ref ulong readers, ThreadState thread, bool mustBeWritten)
    {
        readers = readers == 0 || IsOrdered(readers, thread)
            ? AccessStamp.OfThread(thread)
            : AccessStamp.JoinReaders(readers, thread);
        return IsWriteVisible(writer, thread, mustBeWritten);
    }

    private static Conflict IsWriteVisible(ulong writer, ThreadState thread, bool mustBeWritten)
    {
        if (writer == 0)
        {
            return mustBeWritten ? new Conflict(HazardKind.UninitialisedRead, 0) : default;
        }
        bool tolerated = AccessStamp.IsAtomic(writer) && thread.Launch.TolerateReadsBesideAtomics;
        return IsOrdered(writer, thread) || tolerated ? default : Unordered(HazardKind.ReadAfterWrite, writer);
    }

    private static Conflict Write(ref ulong writer, ref ulong readers, ThreadState thread, ulong stamp)
    {
        ulong earlier = writer;
        writer = stamp;
        return earlier != 0 && !IsOrdered(earlier, thread) ? Unordered(HazardKind.WriteAfterWrite, earlier)
            : readers != 0 && !IsOrdered(readers, thread) ? Unordered(HazardKind.WriteAfterRead, readers)
            : default;
    }

    private static Conflict Update(ref ulong writer, ref ulong readers, ThreadState thread, bool mustBeWritten)
    {
        ulong earlier = writer;
        bool ordered = earlier == 0 || AccessStamp.IsBehindBarrier(earlier, thread);
        if (ordered || AccessStamp.IsAtomic(earlier))
        {
            writer = !ordered && AccessStamp.IsOfOtherBlock(earlier, thread)
                ? AccessStamp.AtomicsOfManyBlocks
                : AccessStamp.OfAtomics(thread);
            return earlier == 0 && mustBeWritten ? new Conflict(HazardKind.UninitialisedRead, 0)
                : readers != 0 && !IsOrdered(readers, thread) && !thread.Launch.TolerateReadsBesideAtomics
                    ? Unordered(HazardKind.WriteAfterRead, readers)
                : default;
        }
        // This thread's own plain write stays on record: it still races with the atomics of others.
        return AccessStamp.IsMine(earlier, thread) ? default : Unordered(HazardKind.WriteAfterWrite, earlier);
    }

    private static Conflict Arrive(ref ulong writer, ThreadState thread)
    {
        writer = AccessStamp.OfThread(thread);
        return default;
    }

    private static bool IsOrdered(ulong stamp, ThreadState thread) =>
        AccessStamp.IsMine(stamp, thread) || AccessStamp.IsBehindBarrier(stamp, thread);

    private static Conflict Unordered(HazardKind kind, ulong other) =>
        new(other == AccessStamp.CopyInFlight ? HazardKind.CopyInFlight : kind, other);
}
