namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>
/// A few lines of PTX made into a kernel. Each buffer given to <see cref="Run"/> is a register of its own name that holds its
/// address; there are plenty of registers of each type.
/// </summary>
internal sealed class Snippet(string body)
{
    public Dim3 Grid { get; init; } = (1, 1, 1);

    public Dim3 Block { get; init; } = (1, 1, 1);

    public long StepLimit { get; init; } = 1_000_000;

    public PtxReport Run(params (string Name, Array Data)[] buffers)
    {
        string parameters = string.Join(",\n", buffers.Select(buffer => $".param .u64 p_{buffer.Name}"));
        string loads = string.Join('\n', buffers.Select(b => $".reg .u64 {b.Name};\nld.param.u64 {b.Name}, [p_{b.Name}];"));
        PtxModule module = PtxModule.Parse($$"""
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry snippet({{parameters}})
            {
                .reg .pred %p<8>;
                .reg .b16 %rs<16>;
                .reg .b32 %r<64>;
                .reg .b64 %rd<32>;
                .reg .f32 %f<64>;
                .reg .f64 %fd<8>;
                {{loads}}
                {{body}}
                ret;
            }
            """);
        AlignedBuffer[] memory = [.. buffers.Select(buffer => new AlignedBuffer(buffer.Data))];
        try
        {
            PtxReport report = new PtxLaunch(module)
            {
                Grid = Grid,
                Block = Block,
                StepLimit = StepLimit,
                Parameters = [.. memory.SelectMany(buffer => BitConverter.GetBytes(buffer.Address))],
                Regions = [.. buffers.Zip(memory, (buffer, copy) => new MemoryRegion(buffer.Name, copy.Address, copy.Bytes))],
            }.Run();
            Array.ForEach(memory, buffer => buffer.CopyBack());
            return report;
        }
        finally
        {
            Array.ForEach(memory, buffer => buffer.Dispose());
        }
    }
}
