using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

IConfig config = ManualConfig.Create(DefaultConfig.Instance).AddColumn(WorkColumns.All).AddFilter(new SupportedStorage());
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
