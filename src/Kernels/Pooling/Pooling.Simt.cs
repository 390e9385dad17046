using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Pooling
{
    // One group of 64 threads for 64 channels of a sentence, one thread a channel: neighbours read neighbouring floats.
    private const int GroupSize = 64;

    private static void Simt<TRule, TInput, TOutput>(PoolingSimtArguments<TInput, TOutput> a)
        where TRule : struct, IPoolingRule
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput> => Pool<TRule, TInput, TOutput>(a, 0);

    private static void SimtMasked<TRule, TInput, TOutput>(PoolingSimtArguments<TInput, TOutput> a)
        where TRule : struct, IPoolingRule
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput> => Pool<TRule, TInput, TOutput>(a, 1);

    private static void Pool<TRule, TInput, TOutput>(PoolingSimtArguments<TInput, TOutput> a, int isMasked)
        where TRule : struct, IPoolingRule
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        int sentence = Grid.IdxX;
        int channel = (Grid.IdxY * GroupSize) + Group.IdxX;
        if (channel >= a.C)
        {
            return;
        }

        int start = a.SequenceOffsets[sentence];
        int end = a.SequenceOffsets[sentence + 1];
        if (TRule.FirstOnly && end > start)
        {
            end = start + 1;
        }

        var pooled = new DeviceFloat(0);
        int count = 0;
        for (int token = start; token < end; token++)
        {
            if (TRule.FirstOnly || isMasked == 0 || a.KeyMask[token] != 0)
            {
                var x = new DeviceFloat(a.Input.Read(((long)token * a.C) + channel));
                pooled = count == 0 ? x : TRule.Combine(pooled, x);
                count++;
            }
        }

        if (count != 0)
        {
            pooled = TRule.Finish(pooled, new DeviceFloat(count));
        }

        a.Output.Write(((long)sentence * a.C) + channel, pooled.Value);
    }

    private readonly struct SimtFactory<TRule>(ComputeDevice device, bool hasKeyMask) : IStoredConsumer<Action<PoolingArguments>>
        where TRule : struct, IPoolingRule
    {
        public Action<PoolingArguments> Use<TInput, TOutput>()
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
        {
            var kernel = device.LoadKernel<PoolingSimtArguments<TInput, TOutput>>(
                hasKeyMask ? SimtMasked<TRule, TInput, TOutput> : Simt<TRule, TInput, TOutput>);
            return a => kernel(
                new KernelConfig(new Index2D(a.B, (a.C + GroupSize - 1) / GroupSize), new Index2D(GroupSize, 1)),
                new()
                {
                    Input = TInput.Of(a.Input),
                    SequenceOffsets = a.SequenceOffsets,
                    KeyMask = a.KeyMask,
                    Output = TOutput.Of(a.Output),
                    C = a.C,
                });
        }
    }
}
