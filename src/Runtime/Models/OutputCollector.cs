using System.Collections.Immutable;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Models;

/// <summary>Brings the results of a run to the host, in the padded layout of its batch. The runs of a session use it in turn.</summary>
/// <param name="modelClass">Decides what logits are called, and how they are shaped.</param>
/// <param name="packed">How the batch was packed.</param>
internal sealed class OutputCollector(ModelClass modelClass, PackedBatch packed)
{
    // A result on its way to its padded layout, and an answer's logits, both ends of them, on their way to an array each.
    private float[] staging = [];
    private float[] pairs = [];

    /// <summary>Makes sure, before anything runs, that an array holds every result.</summary>
    /// <param name="executor">What will run.</param>
    /// <param name="inputs">The batch.</param>
    /// <exception cref="ModelInputException">It does not.</exception>
    public void RequireRoom(GraphExecutor executor, ModelInputs inputs)
    {
        foreach ((string name, Value value) in executor.Outputs)
        {
            ImmutableArray<int> shape = Shape(value.Type);
            if (Length(shape) > Array.MaxLength)
            {
                throw new ModelInputException(
                    inputs.InputEmbeddings is null ? InputNames.InputIds : InputNames.InputEmbeddings,
                    $"{packed.Rows} sequences of {packed.SequenceLength} tokens make {name} [{string.Join(", ", shape)}], expected at " +
                    $"most {Array.MaxLength} elements of a result; divide the batch");
            }
        }
    }

    /// <summary>The results of the last run.</summary>
    /// <param name="executor">What ran.</param>
    /// <param name="inputs">The batch.</param>
    /// <param name="reuse">Whose arrays are overwritten where name and length agree; null if there are none.</param>
    public ModelOutputs Collect(GraphExecutor executor, ModelInputs inputs, ModelOutputs? reuse)
    {
        bool answers = modelClass == ModelClass.QuestionAnswering;
        var tensors = new OutputTensor[executor.Outputs.Length + (answers ? 1 : 0)];
        int next = 0;
        foreach ((string name, Value value) in executor.Outputs)
        {
            ImmutableArray<int> shape = modelClass == ModelClass.MultipleChoice && name == OutputNames.Logits
                ? [inputs.BatchSize, inputs.ChoiceCount]
                : Shape(value.Type);
            if (answers && name == OutputNames.Logits)
            {
                Span<float> both = Scratch(ref pairs, Length(shape));
                Read(executor, value, both);
                tensors[next++] = Column(OutputNames.StartLogits, both, 0, reuse);
                tensors[next++] = Column(OutputNames.EndLogits, both, 1, reuse);
            }
            else
            {
                float[] values = ArrayFor(name, Length(shape), reuse);
                Read(executor, value, values);
                tensors[next++] = new OutputTensor(name, shape, values);
            }
        }

        return new ModelOutputs(tensors);
    }

    private ImmutableArray<int> Shape(TensorType type)
    {
        int rows = packed.Rows;
        int length = packed.SequenceLength;
        return type.Axes[0] == Axis.Tokens ? [rows, length, type.Channels]
            : IsScores(type) ? [rows, Heads(type), length, length]
            : [rows, type.Channels];
    }

    // Writes every element of the padded layout.
    private void Read(GraphExecutor executor, Value value, Span<float> padded)
    {
        TensorType type = value.Type;
        bool isScores = IsScores(type);
        if (packed.IsDense || !(isScores || type.Axes[0] == Axis.Tokens))
        {
            executor.Read(value, padded);
            return;
        }

        Span<float> values = Scratch(ref staging, type.Elements(packed.Shape));
        executor.Read(value, values);
        padded.Clear();
        if (isScores)
        {
            packed.ScatterScores(values, Heads(type), padded);
        }
        else
        {
            packed.Scatter(values, type.Channels, padded);
        }
    }

    private OutputTensor Column(string name, ReadOnlySpan<float> pairs, int column, ModelOutputs? reuse)
    {
        float[] values = ArrayFor(name, pairs.Length / 2, reuse);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = pairs[(2 * i) + column];
        }

        return new OutputTensor(name, [packed.Rows, packed.SequenceLength], values);
    }

    // Contents undefined.
    private static float[] ArrayFor(string name, long length, ModelOutputs? reuse) =>
        reuse is not null && reuse.TryGet(name, out OutputTensor? earlier) && earlier.Values.Length == length
            ? earlier.Values
            : GC.AllocateUninitializedArray<float>(checked((int)length));

    private static Span<float> Scratch(ref float[] scratch, long length)
    {
        if (scratch.Length < length)
        {
            scratch = GC.AllocateUninitializedArray<float>(checked((int)length));
        }

        return scratch.AsSpan(0, (int)length);
    }

    private static long Length(ImmutableArray<int> shape)
    {
        long length = 1;
        foreach (int size in shape)
        {
            length *= size;
        }

        return length;
    }

    private static bool IsScores(TensorType type) => type.Axes.Length == 4;

    private static int Heads(TensorType scores) => scores.Axes[1].Size!.Value;
}
