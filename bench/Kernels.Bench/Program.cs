using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

IConfig config = ManualConfig.Create(DefaultConfig.Instance).AddColumn(WorkColumns.All);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
