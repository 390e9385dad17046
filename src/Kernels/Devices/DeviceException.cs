namespace SqueezeBert.Gpu.Devices;

/// <summary>A device is absent, or cannot do what was asked of it.</summary>
public sealed class DeviceException : SqueezeBertException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which device, what was expected, what was found.</param>
    /// <param name="innerException">The driver's error, when there is one.</param>
    public DeviceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
