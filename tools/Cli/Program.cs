using SqueezeBert.Gpu.Cli;

using var interruption = new Interruption();
using ToolStreams streams = ToolStreams.OfProcess();
return await Tool.RunAsync(args, streams, interruption.Token);
