using System.Text.Json;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>One batch for one model, with what the reference made of it.</summary>
/// <param name="Family">The folder of configurations: tiny, odd, ...</param>
/// <param name="ClassName">The model class, which names a folder in it.</param>
/// <param name="Name">The case in that folder.</param>
/// <param name="InputNames">The tensors that go in.</param>
/// <param name="Noise">For each output, how far the reference in float32 is from itself in float64.</param>
public sealed record GoldenCase(
    string Family, string ClassName, string Name, IReadOnlyList<string> InputNames, IReadOnlyDictionary<string, double> Noise)
{
    private static readonly string Root = Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "goldens");

    /// <summary>Masks that this library refuses: a mask for each pair, and rows that leave out every token.</summary>
    private static readonly string[] Refused = ["mask3d", "rowallmasked"];

    /// <summary>The model's directory.</summary>
    public string Directory => Path.Combine(Root, Family, ClassName);

    /// <summary>Whether the library says no to the case.</summary>
    public bool IsRefused => Refused.Any(Name.Contains);

    /// <summary>Every case of every model below a family.</summary>
    public static IEnumerable<GoldenCase> All(string family)
    {
        foreach (string directory in System.IO.Directory.GetDirectories(Path.Combine(Root, family)).Order(StringComparer.Ordinal))
        {
            using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "golden.json")));
            foreach (JsonElement one in manifest.RootElement.GetProperty("cases").EnumerateArray())
            {
                yield return new GoldenCase(
                    family,
                    Path.GetFileName(directory),
                    one.GetProperty("case").GetString()!,
                    [.. one.GetProperty("inputs").EnumerateArray().Select(name => name.GetString()!)],
                    one.GetProperty("outputs").EnumerateArray().Select(name => name.GetString()!).ToDictionary(
                        name => name,
                        name => one.GetProperty("fp32_vs_fp64").TryGetProperty(name, out JsonElement noise)
                            ? noise[0].GetDouble()
                            : 0));
            }
        }
    }

    /// <summary>The batch.</summary>
    public ModelInputs Inputs(IWeightSource tensors)
    {
        long[] shape = [.. tensors.GetTensor($"{Name}/input_ids").Shape];
        return new ModelInputs
        {
            BatchSize = (int)shape[0],
            ChoiceCount = shape.Length == 3 ? (int)shape[1] : 1,
            SequenceLength = (int)shape[^1],
            InputIds = Integers(tensors, "input_ids"),
            AttentionMask = Integers(tensors, "attention_mask"),
            TokenTypeIds = Integers(tensors, "token_type_ids"),
            PositionIds = Integers(tensors, "position_ids"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Family}/{ClassName}/{Name}";

    private ReadOnlyMemory<int>? Integers(IWeightSource tensors, string input)
    {
        if (!InputNames.Contains(input))
        {
            return null;
        }

        TensorInfo info = tensors.GetTensor($"{Name}/{input}");
        long[] values = new long[info.ElementCount];
        tensors.ReadInt64s(info.Name, values);
        return Array.ConvertAll(values, value => checked((int)value));
    }
}
