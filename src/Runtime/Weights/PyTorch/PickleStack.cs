namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>The values that a pickle is working on, and the marks between them.</summary>
internal sealed class PickleStack
{
    private readonly List<object?> values = [];
    private readonly List<int> marks = [];

    public void Push(object? value) => values.Add(value);

    public void Mark() => marks.Add(values.Count);

    /// <exception cref="FormatException">There is none above the last mark.</exception>
    public object? Top()
    {
        RefuseFewer(1);
        return values[^1];
    }

    /// <exception cref="FormatException">There is none above the last mark, or it is of another type.</exception>
    public T Top<T>()
        where T : class =>
        Top() as T ?? throw new FormatException($"{PickleKind.Of(Top())} stands where a list or a dictionary is filled");

    /// <exception cref="FormatException">There is none above the last mark.</exception>
    public object? Pop() => Pop(1)[0];

    /// <summary>Takes the last values, in the order in which they were pushed.</summary>
    /// <exception cref="FormatException">There are fewer above the last mark.</exception>
    public object?[] Pop(int count)
    {
        RefuseFewer(count);
        object?[] last = [.. values[^count..]];
        values.RemoveRange(values.Count - count, count);
        return last;
    }

    /// <summary>Takes everything above the last mark, and the mark.</summary>
    /// <exception cref="FormatException">There is no mark.</exception>
    public object?[] PopToMark()
    {
        if (marks.Count == 0)
        {
            throw new FormatException("it goes back to a mark that it never set");
        }

        int mark = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        return Pop(values.Count - mark);
    }

    // What stands below a mark belongs to whoever set it.
    private void RefuseFewer(int count)
    {
        int floor = marks.Count == 0 ? 0 : marks[^1];
        if (values.Count - floor < count)
        {
            throw new FormatException("it takes more from its stack than it put there");
        }
    }
}
