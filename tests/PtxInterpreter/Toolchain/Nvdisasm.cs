namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>NVIDIA's disassembler. Source: CUDA Binary Utilities, "nvdisasm" and "Instruction Set Reference".</summary>
public sealed class Nvdisasm
{
    private readonly string path;

    private Nvdisasm(string path) => this.path = path;

    /// <summary>The one that came with an assembler.</summary>
    /// <exception cref="FileNotFoundException">There is none in its folder.</exception>
    public static Nvdisasm Beside(Ptxas ptxas)
    {
        ArgumentNullException.ThrowIfNull(ptxas);
        string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(ptxas.Path))!, CudaProgram.FileName("nvdisasm"));
        return File.Exists(path)
            ? new Nvdisasm(path)
            : throw new FileNotFoundException($"{path} does not exist: nvdisasm is expected beside ptxas", path);
    }

    /// <summary>The machine instructions of a kernel, one a line, as <c>HMMA.16816.F32 R8, R4, R2, R8 ;</c>.</summary>
    /// <param name="cubin">What ptxas made of it.</param>
    public string Disassemble(ReadOnlySpan<byte> cubin) => CudaProgram.Run(
        path,
        "kernel.cubin",
        cubin,
        input => ["--print-code", "--no-dataflow", input],
        (_, output) => output.Code == 0
            ? output.Text
            : throw new InvalidOperationException($"{path}: {output.Messages.Trim()}"));
}
