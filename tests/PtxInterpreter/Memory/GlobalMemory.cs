namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Host memory seen as the device's global memory: only the given regions exist.</summary>
internal sealed unsafe class GlobalMemory
{
    private const ulong ShadowAlignment = 16; // the widest access, so that no access crosses two shadow pages

    private readonly MemoryRegion[] regions;
    private readonly (ulong Start, AccessShadow Shadow)[] shadows;
    private int last;

    public GlobalMemory(IReadOnlyList<MemoryRegion> regions, bool detectRaces)
    {
        this.regions = [.. regions];
        shadows = detectRaces ? MakeShadows(this.regions) : [];
    }

    public byte* Access(ThreadState thread, ulong address, int bytes, AccessMode mode, PtxInstruction source)
    {
        int index = Find(address, bytes, mode != AccessMode.Read);
        if (index < 0)
        {
            throw OutOfBounds(address, bytes, mode).At(thread, source, address, bytes);
        }
        if (shadows.Length > 0)
        {
            (ulong start, AccessShadow shadow) = shadows[index];
            Conflict conflict = shadow.Record((long)(address - start), bytes, mode, thread, mustBeWritten: false);
            if (conflict.Kind != HazardKind.None)
            {
                MemoryRegion region = regions[index];
                thread.Launch.Hazards.Add(conflict, $"global {region.Name}+{address - region.Address}", thread, source);
            }
        }
        return (byte*)address;
    }

    private int Find(ulong address, int bytes, bool write)
    {
        if (last < regions.Length && Matches(regions[last]))
        {
            return last;
        }
        int found = Array.FindIndex(regions, Matches);
        last = Math.Max(found, 0);
        return found;

        bool Matches(MemoryRegion region) => region.Contains(address, bytes) && (region.Writable || !write);
    }

    private PtxTrap OutOfBounds(ulong address, int bytes, AccessMode mode)
    {
        if (mode != AccessMode.Read && Find(address, bytes, write: false) is int readOnly and >= 0)
        {
            return new PtxTrap($"write to read-only {regions[readOnly]}");
        }
        MemoryRegion? nearest = regions.MinBy(region => address < region.Address
            ? region.Address - address
            : address - region.Address - (ulong)Math.Min(region.Bytes, (long)(address - region.Address)));
        return nearest is null
            ? new PtxTrap("global access, and the launch has no memory regions")
            : new PtxTrap($"global access out of bounds, {(long)(address - nearest.Address)} bytes from the start of the nearest "
                + $"region, {nearest}");
    }

    // Regions that overlap share one shadow: a race through two views of one buffer is a race.
    private static (ulong, AccessShadow)[] MakeShadows(MemoryRegion[] regions)
    {
        (ulong, AccessShadow)[] shadows = new (ulong, AccessShadow)[regions.Length];
        int[] order = [.. Enumerable.Range(0, regions.Length).OrderBy(i => regions[i].Address)];
        for (int first = 0; first < order.Length;)
        {
            ulong start = regions[order[first]].Address / ShadowAlignment * ShadowAlignment;
            ulong end = start;
            int next = first;
            while (next < order.Length && (next == first || regions[order[next]].Address < end))
            {
                end = Math.Max(end, regions[order[next]].Address + (ulong)regions[order[next]].Bytes);
                next++;
            }
            AccessShadow shadow = new((long)(end - start));
            for (; first < next; first++)
            {
                shadows[order[first]] = (start, shadow);
            }
        }
        return shadows;
    }
}
