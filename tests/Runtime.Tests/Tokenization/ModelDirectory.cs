using System.Text.Json.Nodes;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>A temporary model directory.</summary>
internal sealed class ModelDirectory : IDisposable
{
    public ModelDirectory() => Path = Directory.CreateTempSubdirectory("tokenizer-").FullName;

    public string Path { get; }

    /// <summary>A tokenizer.json over the tiny vocabulary, to be damaged.</summary>
    public static JsonObject TinyJson()
    {
        var vocabulary = new JsonObject();
        for (int i = 0; i < TinyVocabulary.Tokens.Length; i++)
        {
            vocabulary.Add(TinyVocabulary.Tokens[i], i);
        }

        JsonObject json = JsonNode.Parse("""
            {
              "version": "1.0", "truncation": null, "padding": null,
              "added_tokens": [
                {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
                 "normalized": false, "special": true},
                {"id": 4, "content": "[MASK]", "single_word": false, "lstrip": true, "rstrip": false,
                 "normalized": false, "special": true}
              ],
              "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null,
                             "lowercase": true},
              "pre_tokenizer": {"type": "BertPreTokenizer"},
              "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
              "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
              "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                        "max_input_chars_per_word": 100}
            }
            """)!.AsObject();
        json["model"]!["vocab"] = vocabulary;
        return json;
    }

    public ModelDirectory Write(string name, string content)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, name), content);
        return this;
    }

    public ModelDirectory Write(string name, byte[] content)
    {
        File.WriteAllBytes(System.IO.Path.Combine(Path, name), content);
        return this;
    }

    public ModelDirectory WriteVocabulary() => Write("vocab.txt", string.Join('\n', TinyVocabulary.Tokens) + "\n");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
