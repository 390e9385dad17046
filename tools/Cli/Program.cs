using SqueezeBert.Gpu.Cli;

using var interruption = new Interruption();
return await Tool.RunAsync(args, ToolStreams.OfProcess(), interruption.Token);
