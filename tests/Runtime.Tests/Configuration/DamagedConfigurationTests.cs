using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using SqueezeBert.Gpu.Runtime.Tests.Weights;
using static SqueezeBert.Gpu.Runtime.Tests.Configuration.HostileConfigurations;

namespace SqueezeBert.Gpu.Runtime.Tests.Configuration;

/// <summary>Good configurations, damaged systematically and at random.</summary>
public sealed class DamagedConfigurationTests
{
    private HostileConfigurations cases = null!;

    [SetUp]
    public void Open() => cases = new HostileConfigurations();

    [TearDown]
    public void Close() => cases.Dispose();

    [Test]
    public void TheConfigurationsThatTheOthersAreMadeFrom_Load()
    {
        cases.Try(GoodSqueezeBert);
        cases.Try(GoodBert);
        Assert.That(cases.Loaded, Is.EqualTo(2));
    }

    [TestCase(GoodSqueezeBert, TestName = "every byte changed and every truncation, squeezebert")]
    [TestCase(GoodBert, TestName = "every byte changed and every truncation, bert")]
    public void EveryByteChanged_AndEveryTruncation_IsRefusedOrHarmless(string good)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(good);
        for (int position = 0; position < bytes.Length; position++)
        {
            foreach (byte value in "\"\\{}[]:,-.09aeE\0 \n\t/"u8.ToArray().Append((byte)0xFF).Append((byte)0xC3).Append(
                (byte)(bytes[position] ^ 1)))
            {
                byte[] changed = (byte[])bytes.Clone();
                changed[position] = value;
                cases.Try(changed);
            }

            cases.Try(bytes[..position]);
        }

        Assert.That(cases.Refused, Is.GreaterThan(bytes.Length));
    }

    [Test]
    public void RandomValuesForRandomKeys_AreRefusedOrHarmless()
    {
        string[] keys = [.. JsonNode.Parse(GoodSqueezeBert)!.AsObject().Select(key => key.Key)];
        Gen<(string, string)[]> change = Gen.Select(Gen.OneOfConst(keys),
            Gen.OneOfConst([.. OtherTypes, .. BadSizes, .. BadNumbers, "1", "2", "8", "32", "64", "96"]))
            .Array[1, 5];
        FixedSeed.Sample(change, 3000, changes =>
            {
                string json = GoodSqueezeBert;
                foreach ((string key, string value) in changes)
                {
                    json = With(json, key, value);
                }

                cases.Try(json);
            });
    }
}
