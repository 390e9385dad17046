using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Pooling
{
    // One group of 64 threads for 64 channels of a sentence, one thread a channel: neighbours read neighbouring floats.
    private const int GroupSize = 64;

    private static void Simt<TRule>(PoolingArguments a)
        where TRule : struct, IPoolingRule => Pool<TRule>(a, 0);

    private static void SimtMasked<TRule>(PoolingArguments a)
        where TRule : struct, IPoolingRule => Pool<TRule>(a, 1);

    private static void Pool<TRule>(PoolingArguments a, int isMasked)
        where TRule : struct, IPoolingRule
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
                var x = new DeviceFloat(a.Input[((long)token * a.C) + channel]);
                pooled = count == 0 ? x : TRule.Combine(pooled, x);
                count++;
            }
        }

        a.Output[((long)sentence * a.C) + channel] = count == 0 ? 0f : TRule.Finish(pooled, new DeviceFloat(count)).Value;
    }
}
