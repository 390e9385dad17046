namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Kernels compiled for CUDA and executed on the CPU, with every check on.</summary>
/// <example><code>
/// InterpretedKernel&lt;GeluArgs&gt; gelu = InterpretedKernel.Load&lt;GeluArgs&gt;(GeluKernel.Run, sm: 80);
/// gelu.Launch(new KernelConfig(blocks, threads), new GeluArgs(input.View, output.View));
/// </code></example>
public static class InterpretedKernel
{
    /// <summary>Compiles an explicitly grouped kernel that takes one struct of arguments.</summary>
    /// <param name="kernel">A static method.</param>
    /// <param name="sm">One of <see cref="PtxCompiler.Architectures"/>.</param>
    public static InterpretedKernel<TArgs> Load<TArgs>(Action<TArgs> kernel, int sm)
        where TArgs : struct
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.Method.IsStatic
            ? new InterpretedKernel<TArgs>(PtxCompiler.Compile(kernel.Method, sm))
            : throw new ArgumentException($"{kernel.Method.Name} is not static", nameof(kernel));
    }

    /// <summary>Takes a kernel that is PTX already.</summary>
    /// <param name="ptx">Of a kernel that takes one struct of arguments.</param>
    public static InterpretedKernel<TArgs> Parse<TArgs>(string ptx)
        where TArgs : struct => new(ptx);
}
