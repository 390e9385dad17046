namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// A trie over UTF-16 units that finds the longest entry in one walk. Its edges lie in one open-addressing hash table
/// keyed by (node, unit), so a step is a multiplication and usually one probe.
/// </summary>
internal sealed class PieceTrie
{
    /// <summary>The node before the first unit.</summary>
    public const int Root = 0;

    /// <summary>No such node, or no value there.</summary>
    public const int None = -1;

    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 / golden ratio: spreads consecutive keys

    private ulong[] keys = new ulong[64]; // (node << 16 | unit) + 1; 0 is a free slot
    private int[] targets = new int[64];
    private int shift = 64 - 6;
    private int edges;
    private readonly List<int> values = [None];

    /// <summary>Adds an entry; an entry that is already there keeps its first value.</summary>
    public void Add(ReadOnlySpan<char> entry, int value)
    {
        int node = Root;
        foreach (char c in entry)
        {
            int next = Step(node, c);
            node = next == None ? AddEdge(node, c) : next;
        }

        if (values[node] == None)
        {
            values[node] = value;
        }
    }

    /// <summary>The node after one more unit, or <see cref="None"/>.</summary>
    public int Step(int node, char c)
    {
        ulong key = Key(node, c);
        int mask = keys.Length - 1;
        for (int slot = Slot(key); ; slot = (slot + 1) & mask)
        {
            ulong found = keys[slot];
            if (found == key)
            {
                return targets[slot];
            }

            if (found == 0)
            {
                return None;
            }
        }
    }

    /// <summary>The node after a whole text, or <see cref="None"/>.</summary>
    public int Walk(ReadOnlySpan<char> text)
    {
        int node = Root;
        for (int i = 0; i < text.Length && node != None; i++)
        {
            node = Step(node, text[i]);
        }

        return node;
    }

    /// <summary>The longest entry that continues a node with the beginning of a text; its value or <see cref="None"/>.</summary>
    public int Longest(int node, ReadOnlySpan<char> text, out int length)
    {
        int value = None;
        length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            node = Step(node, text[i]);
            if (node == None)
            {
                break;
            }

            int here = values[node];
            if (here != None)
            {
                value = here;
                length = i + 1;
            }
        }

        return value;
    }

    private static ulong Key(int node, char c) => (((ulong)(uint)node << 16) | c) + 1;

    private int Slot(ulong key) => (int)((key * Multiplier) >> shift);

    private int AddEdge(int node, char c)
    {
        if (++edges * 2 > keys.Length)
        {
            Grow();
        }

        int target = values.Count;
        values.Add(None);
        Place(Key(node, c), target);
        return target;
    }

    private void Place(ulong key, int target)
    {
        int slot = Slot(key);
        while (keys[slot] != 0)
        {
            slot = (slot + 1) & (keys.Length - 1);
        }

        keys[slot] = key;
        targets[slot] = target;
    }

    private void Grow()
    {
        ulong[] keys = this.keys;
        int[] targets = this.targets;
        this.keys = new ulong[keys.Length * 2];
        this.targets = new int[keys.Length * 2];
        shift--;
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0)
            {
                Place(keys[i], targets[i]);
            }
        }
    }
}
