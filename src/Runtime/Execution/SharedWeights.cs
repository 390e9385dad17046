using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// The weights of one model wherever it runs: sessions on one device, or on any CPU devices, share what is packed, and the last of
/// them frees it.
/// </summary>
/// <param name="checkpoint">Where weights come from; must stay open.</param>
internal sealed class SharedWeights(BoundCheckpoint checkpoint)
{
    // Stands for the memory of all CPU devices, which is one.
    private static readonly object HostMemory = new();

    private readonly Lock gate = new();
    private readonly Dictionary<(object Memory, ElementType Storage), (DeviceWeights Weights, int Users)> entries = [];

    /// <summary>Weights on a device, shared with whoever else takes them there; to be given back.</summary>
    /// <param name="device">Where.</param>
    /// <param name="storage">How they are stored.</param>
    /// <exception cref="DeviceException">The device does not multiply weights that are stored so.</exception>
    public DeviceWeights Take(ComputeDevice device, ElementType storage)
    {
        Elements.CheckSupport(device, storage);
        lock (gate)
        {
            (object, ElementType) key = Key(device, storage);
            (DeviceWeights weights, int users) = entries.TryGetValue(key, out (DeviceWeights Weights, int Users) found)
                ? found
                : (new DeviceWeights(checkpoint, storage), 0);
            entries[key] = (weights, users + 1);
            return weights;
        }
    }

    /// <summary>Gives back what <see cref="Take"/> returned.</summary>
    /// <param name="device">As taken.</param>
    /// <param name="storage">As taken.</param>
    public void GiveBack(ComputeDevice device, ElementType storage)
    {
        lock (gate)
        {
            (object, ElementType) key = Key(device, storage);
            (DeviceWeights weights, int users) = entries[key];
            if (users > 1)
            {
                entries[key] = (weights, users - 1);
            }
            else
            {
                entries.Remove(key);
                weights.Dispose();
            }
        }
    }

    private static (object Memory, ElementType Storage) Key(ComputeDevice device, ElementType storage) =>
        (device.IsHost ? HostMemory : device, storage);
}
