using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

[TestFixture]
public sealed class UnicodeTablesTests
{
    // SHA-256 of one line for every scalar value, "HEX\tABCD\tLOWER\n": A dropped by cleaning, B white space, C isolated as
    // punctuation, D nonspacing (each 0 or 1), and the lower case where it differs, in hexadecimal code points with spaces
    // between. Taken from a program that asked unicode_categories 0.1.1 and Rust 1.95 for every scalar value.
    private const string ReferenceDigest = "f817439e95e02009452fb8e5b1feeb7a6a10f47616d97c90fae7ffb70b9e2b5a";

    [Test]
    public void Every_scalar_value_has_the_class_and_lower_case_of_the_reference()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int c = 0; c < 0x110000; c++)
        {
            if (Rune.IsValid(c))
            {
                hash.AppendData(System.Text.Encoding.ASCII.GetBytes(Describe(c)));
            }
        }

        Assert.That(Convert.ToHexStringLower(hash.GetHashAndReset()), Is.EqualTo(ReferenceDigest));
    }

    [Test]
    public void Decompositions_are_those_of_the_runtime_where_there_are_any()
    {
        Assert.Multiple(() =>
        {
            for (int c = 0; c < 0x110000; c++)
            {
                if (Rune.IsValid(c) && (CharacterClasses.Of(c) & CharacterClass.Decomposes) != 0)
                {
                    Assert.That(Decompose(c), Is.EqualTo(new Rune(c).ToString().Normalize(NormalizationForm.FormD)), $"U+{c:X4}");
                }
            }
        });
    }

    [Test]
    public void Marks_come_out_in_canonical_order()
    {
        // Characters whose decomposition and class Unicode 9 already had, spacing marks with a class among them.
        int[] alphabet =
        [
            'a', 'Z', 0xE9, 0x1EA5, 0x344, 0x301, 0x323, 0x327, 0x345, 0x302E, 0x302F, 0x1D165, 0x1D16D, 0x5B0, 0x94D, 0xAC01,
            0x1D15E, 0x2F800, 0xF900,
        ];
        var stripOnly = new BertNormalizer(
            new TokenizerOptions { CleanText = false, HandleChineseCharacters = false, Lowercase = false, StripAccents = true });
        Gen.OneOfConst(alphabet).Array[0, 12].Sample(
            codePoints =>
            {
                string text = string.Concat(codePoints.Select(char.ConvertFromUtf32));
                var expected = new StringBuilder();
                foreach (Rune rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
                {
                    if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
                    {
                        expected.Append(rune.ToString());
                    }
                }

                var found = new NormalizedText();
                stripOnly.Normalize(text, 0, text.Length, new CanonicalOrdering(), found);
                Assert.That(found.Chars.ToString(), Is.EqualTo(expected.ToString()));
            },
            seed: "0000canonical",
            iter: 20_000);
    }

    private static string Describe(int c)
    {
        CharacterClass classes = CharacterClasses.Of(c);
        string lower = (classes & CharacterClass.HasLowerCase) == 0 ? string.Empty
            : c == LowerCase.CapitalDottedI ? "69 307"
            : LowerCase.Simple(c).ToString("X", CultureInfo.InvariantCulture);
        ReadOnlySpan<char> bits =
        [
            Bit(CharacterClass.Ignorable),
            Bit(CharacterClass.WhiteSpace),
            Bit(CharacterClass.Punctuation),
            Bit(CharacterClass.Nonspacing),
        ];
        return string.Create(CultureInfo.InvariantCulture, $"{c:X}\t{bits}\t{lower}\n");

        char Bit(CharacterClass which) => (classes & which) != 0 ? '1' : '0';
    }

    private static string Decompose(int c)
    {
        Span<int> parts = stackalloc int[CanonicalDecomposition.MaxLength];
        int count = CanonicalDecomposition.Decompose(c, parts);
        var text = new StringBuilder();
        foreach (int part in parts[..count])
        {
            text.Append(char.ConvertFromUtf32(part));
        }

        return text.ToString();
    }
}
