using System.Text;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Runtime.Tests.Files;

/// <summary>Links lead to whole files, wherever they lie; what is no file is not waited for.</summary>
[Platform("Linux")]
public sealed class WholeFileTests
{
    private const string Text = "longer than the link that leads to it";

    [Test]
    public void Links_of_links_and_of_folders_are_followed()
    {
        // As in Hugging Face's cache, and with a link of one's own to the snapshot's folder.
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["blobs"]);
        Directory.CreateDirectory(folder["snapshots/a"]);
        folder.Write("blobs/0", Text);
        File.CreateSymbolicLink(folder["snapshots/a/file"], "../../blobs/0");
        File.CreateSymbolicLink(folder["snapshots/a/twice"], "file");
        Directory.CreateSymbolicLink(folder["mine"], "snapshots/a");
        foreach (string path in (string[])["snapshots/a/file", "snapshots/a/twice", "mine/file", "mine/twice"])
        {
            Assert.That(Encoding.UTF8.GetString(WholeFile.Read(folder[path], 1000)), Is.EqualTo(Text), path);
        }

        Assert.That(
            () => WholeFile.Read(folder["mine/file"], Text.Length - 1),
            Throws.TypeOf<IOException>().With.Message.Contains("at most"));
    }

    [Test]
    public void Links_that_lead_nowhere_or_in_a_circle_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["gone"], "nowhere");
        File.CreateSymbolicLink(folder["round"], "round");
        Assert.That(() => WholeFile.Read(folder["gone"], 10), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => WholeFile.Read(folder["round"], 10), Throws.TypeOf<IOException>().With.Message.Contains("links"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Devices_and_pipes_and_links_to_them_are_empty(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        NamedPipe.Create(folder["pipe"]);
        File.CreateSymbolicLink(folder["link"], "pipe");
        File.CreateSymbolicLink(folder["zeros"], "/dev/zero");
        foreach (string name in (string[])["pipe", "link", "zeros"])
        {
            byte[] bytes = await Task.Run(() => WholeFile.Read(folder[name], 10), cancellationToken).WaitAsync(cancellationToken);
            Assert.That(bytes, Is.Empty, name);
        }
    }
}
