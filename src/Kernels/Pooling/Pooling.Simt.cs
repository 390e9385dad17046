using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Pooling
{
    private const int GroupSize = 64;

    // Channels of a group of threads, four a thread, of one sentence.
    private const int Channels = 4 * GroupSize;

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
        int channel = (Grid.IdxY * Channels) + (4 * Group.IdxX);
        int left = a.C - channel;
        if (left <= 0)
        {
            return;
        }

        int start = a.SequenceOffsets[sentence];
        int end = a.SequenceOffsets[sentence + 1];
        if (TRule.FirstOnly && end > start)
        {
            end = start + 1;
        }

        Float4 pooled = default;
        int count = 0;
        for (int token = start; token < end; token++)
        {
            if (TRule.FirstOnly || isMasked == 0 || a.KeyMask[token] != 0)
            {
                Float4 x = a.Input.Read4(((long)token * a.C) + channel, left);
                pooled = count == 0 ? x : Combine<TRule>(pooled, x);
                count++;
            }
        }

        if (count != 0)
        {
            pooled = Finish<TRule>(pooled, count);
        }

        a.Output.Write4(((long)sentence * a.C) + channel, pooled, left);
    }

    private static Float4 Combine<TRule>(Float4 pooled, Float4 x)
        where TRule : struct, IPoolingRule => new(
            TRule.Combine(new DeviceFloat(pooled.X), new DeviceFloat(x.X)).Value,
            TRule.Combine(new DeviceFloat(pooled.Y), new DeviceFloat(x.Y)).Value,
            TRule.Combine(new DeviceFloat(pooled.Z), new DeviceFloat(x.Z)).Value,
            TRule.Combine(new DeviceFloat(pooled.W), new DeviceFloat(x.W)).Value);

    private static Float4 Finish<TRule>(Float4 pooled, float count)
        where TRule : struct, IPoolingRule => new(
            TRule.Finish(new DeviceFloat(pooled.X), new DeviceFloat(count)).Value,
            TRule.Finish(new DeviceFloat(pooled.Y), new DeviceFloat(count)).Value,
            TRule.Finish(new DeviceFloat(pooled.Z), new DeviceFloat(count)).Value,
            TRule.Finish(new DeviceFloat(pooled.W), new DeviceFloat(count)).Value);

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
                new KernelConfig(new Index2D(a.B, (a.C + Channels - 1) / Channels), new Index2D(GroupSize, 1)),
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
