using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>Models with random weights, made on the machine when they are first needed: they are too large to bring along.</summary>
/// <param name="root">Where they are kept.</param>
internal sealed class ModelFolder(string root)
{
    private const string Seed = "1";

    /// <summary>A file beside the models.</summary>
    public string File(string name)
    {
        Directory.CreateDirectory(root);
        return Path.Combine(root, name);
    }

    /// <summary>The directory of a model.</summary>
    public string Of(BenchModel model, Deadline deadline)
    {
        string directory = File(model.Name);
        if (!Directory.Exists(directory))
        {
            // Under another name until it is whole.
            string partial = directory + ".partial";
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }

            string size = model == BenchModel.SqueezeBert ? "base" : model.Name;
            Child.Run(Programs.Tool("init", "--config", size, "--seed", Seed, "--out", partial), model.Name, deadline);
            Directory.Move(partial, directory);
        }

        return directory;
    }
}
