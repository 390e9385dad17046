using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>
/// Opens files that may be hostile. Each either loads, and then is consistent, or gives the typed error; never another
/// exception, and never an allocation that its own length does not explain.
/// </summary>
/// <param name="open">Opens one.</param>
internal sealed class HostileFiles(Func<string, IWeightSource> open) : IDisposable
{
    /// <summary>
    /// A small file's header, its table of tensors and an exception with its stack take a few tens of kilobytes; sizes that
    /// a header merely claims would take megabytes.
    /// </summary>
    private const long MostAllocated = 256 << 10;

    private readonly TemporaryFolder folder = new();

    public int Refused { get; private set; }

    public int Loaded { get; private set; }

    public void Dispose()
    {
        TestContext.Out.WriteLine($"{Refused} refused, {Loaded} loaded");
        folder.Dispose();
    }

    public void Try(byte[] bytes)
    {
        string path = folder.Write("case", bytes);
        Count(bytes.Length, () =>
        {
            using IWeightSource file = open(path);
            foreach (TensorInfo tensor in file.Tensors)
            {
                file.CopyTo(tensor.Name, 0, new byte[tensor.ByteLength]);
            }
        });
    }

    public void TryHeader(byte[] header, long dataLength) => Count(header.Length, () =>
    {
        SafetensorsHeader parsed = SafetensorsHeaderParser.Parse(header, dataLength, "case");
        if (parsed.Tensors.Values.Sum(tensor => tensor.ByteLength) != dataLength)
        {
            throw new InvalidDataException("the tensors do not cover the data");
        }
    });

    private void Count(int length, Action attempt)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            attempt();
            Loaded++;
        }
        catch (WeightsFileException)
        {
            Refused++;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MostAllocated + length)
        {
            Assert.Fail($"{allocated} bytes were allocated for a file of {length}");
        }
    }
}
