using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Runtime.Tests.Graph;

public sealed class OperationTests
{
    private static readonly TensorType Ids = TensorType.I32(Axis.Tokens);
    private static readonly TensorType Offsets = TensorType.I32(Axis.Offsets);

    [Test]
    public void Convolution_infers_its_channels_and_counts_its_work()
    {
        var operation = new GroupedConvolution(4, Projections: 3);
        TensorType weight = Matrix(768, 192);
        Assert.Multiple(() =>
        {
            Assert.That(operation.Infer([Rows(768), weight, weight, weight]), Is.EqualTo(new[] { Rows(2304) }));

            // 128 tokens x 3 projections x 768 outputs x 192 inputs, a multiply and an add each.
            Assert.That(
                operation.FloatingPointOperations([Rows(768), weight, weight, weight], new BatchShape(1, 128, 128)),
                Is.EqualTo(2L * 128 * 3 * 768 * 192));
        });
    }

    [Test]
    public void Wrong_inputs_are_named()
    {
        Assert.Multiple(() =>
        {
            Says(new GroupedConvolution(5), "5 groups do not divide 48 input and 48 output channels", Rows(48), Matrix(48, 48));
            Says(new GroupedConvolution(2), "expected 24 inputs a group", Rows(48), Matrix(48, 48));
            Says(new GroupedConvolution(1), "1 inputs, expected 2", Rows(48));
            Says(new LayerNormalization(1e-5f), "scale is f32[channels 7], expected f32[channels 8]", Rows(8), Vector(7), Vector(8));
            Says(new LayerNormalization(1e-5f), "4 inputs, expected 3", Rows(8), Vector(8), Vector(8), Rows(8));
            Says(Residual(null), "residual is f32[tokens, channels 9]", Rows(8), Matrix(8, 8), Vector(8), Rows(9));
            Says(Residual(null), "3 inputs, expected 4", Rows(8), Matrix(8, 8), Vector(8));
            Says(Residual("gelu"), "a residual, expected a bias and no activation", Rows(8), Matrix(8, 8), Vector(8), Rows(8));
            Says(new Add(), "b is f32[tokens, channels 3], expected f32[tokens, channels 2]", Rows(2), Rows(3));
            Says(new SelfAttention(5, HasKeyMask: false), "5 heads do not divide 48 channels", Rows(48), Rows(48), Rows(48), Offsets);
            Says(new SelfAttention(4, HasKeyMask: true), "key mask is i32[offsets]", Rows(48), Rows(48), Rows(48), Offsets, Offsets);
            Says(
                new SelfAttention(1, HasKeyMask: false, IsPacked: true), "does not hold three projections", Rows(49), Offsets);
            Says(new GroupedSelfAttention(4, 6, HasKeyMask: false), "4 groups do not divide 6 heads", Attention(48, 12));
            Says(new GroupedSelfAttention(2, 4, HasKeyMask: false), "query weight is f32[out 48, channels 12], expected 48 x 24", Attention(48, 12));
            Says(new GroupedSelfAttention(4, 4, HasKeyMask: true), "8 inputs, expected 9", Attention(48, 12));
            Says(new GroupedFeedForward(5, "gelu", 1e-5f), "5 groups do not divide 48 and 96 channels", FeedForward(48, 96, 12, 24));
            Says(new GroupedFeedForward(2, "gelu", 1e-5f), "inner weight is f32[out 96, channels 12], expected 96 x 24", FeedForward(48, 96, 12, 24));
            Says(new GroupedFeedForward(4, "gelu", 1e-5f), "outer weight is f32[out 48, channels 23], expected 48 x 24", FeedForward(48, 96, 12, 23));
            Says(new EmbeddingLookup(), "ids is f32[tokens, channels 4]", Matrix(10, 4), Rows(4));
            Says(new FirstToken(), "sentence offsets is i32[tokens]", Rows(4), Ids);
            Says(new Activation("gelu"), "x is i32[tokens]", Ids);
            Says(new AddChannelBias(), "bias is f32[channels 3]", Rows(4), Vector(3));
        });
    }

    [Test]
    public void Gathering_operations_read_the_rows_that_they_take()
    {
        var batch = new BatchShape(2, 10, 7);
        TensorType table = Matrix(500, 8);
        var norm = new EmbeddingNormalization(1e-5f, GivenRows: false);
        TensorType[] all = [Ids, table, Ids, table, Ids, table, Vector(8), Vector(8)];
        Assert.Multiple(() =>
        {
            Assert.That(new EmbeddingLookup().ElementsRead([table, Ids], 0, batch), Is.EqualTo(80));
            Assert.That(new EmbeddingLookup().ElementsRead([table, Ids], 1, batch), Is.EqualTo(10));
            Assert.That(new FirstToken().ElementsRead([Rows(8), Offsets], 0, batch), Is.EqualTo(16));
            Assert.That(new AddChannelBias().ElementsRead([Rows(8), Vector(8)], 0, batch), Is.EqualTo(80));
            Assert.That(
                all.Select((_, i) => norm.ElementsRead([.. all], i, batch)),
                Is.EqualTo(new[] { 10, 80, 10, 80, 10, 80, 8, 8 }));
        });
    }

    [Test]
    public void A_graph_refuses_values_out_of_order()
    {
        var builder = new GraphBuilder();
        Value x = builder.Input("x", Rows(4));
        var first = new Node(new Activation("relu"), [x], "first");
        var second = new Node(new Activation("relu"), [first.Output], "second");
        var none = System.Collections.Immutable.ImmutableSortedDictionary<string, Value>.Empty;
        Assert.Multiple(() =>
        {
            Assert.That(
                () => new ComputeGraph([second, first], none), Throws.TypeOf<GraphException>().With.Message.Contains("before it is made"));
            Assert.That(
                () => new ComputeGraph([first, first], none), Throws.TypeOf<GraphException>().With.Message.Contains("a second time"));
            Assert.That(
                () => new ComputeGraph([first], none.Add("y", second.Output)),
                Throws.TypeOf<GraphException>().With.Message.Contains("which no node makes"));
        });
    }

    // What a GroupedSelfAttention without a key mask reads.
    private static TensorType[] Attention(int channels, int depth)
    {
        TensorType weight = Matrix(channels, depth);
        TensorType bias = Vector(channels);
        return [Rows(channels), weight, weight, weight, bias, bias, bias, Offsets];
    }

    // What a GroupedFeedForward reads.
    private static TensorType[] FeedForward(int channels, int wide, int innerDepth, int outerDepth)
    {
        TensorType vector = Vector(channels);
        return
        [
            Rows(channels), vector, vector, Matrix(wide, innerDepth), Vector(wide), Matrix(channels, outerDepth), vector, vector, vector,
        ];
    }

    private static GroupedConvolution Residual(string? function) => new(1, HasBias: true, Function: function, HasResidual: true);

    private static TensorType Rows(int channels) => TensorType.F32(Axis.Tokens, Axis.Channels(channels));

    private static TensorType Matrix(int rows, int columns) => TensorType.F32(new Axis("out", rows), Axis.Channels(columns));

    private static TensorType Vector(int channels) => TensorType.F32(Axis.Channels(channels));

    private static void Says(Operation operation, string message, params TensorType[] inputs) => Assert.That(
        () => operation.Infer([.. inputs]),
        Throws.TypeOf<GraphException>().With.Message.StartsWith(operation.Name).And.Message.Contains(message));
}
