namespace SqueezeBert.Gpu.PtxInterpreter;

internal enum PtxTokenKind
{
    /// <summary>A directive, register, label or opcode with its modifiers: <c>ld.global.v4.f32</c>, <c>%tid.x</c>.</summary>
    Word,

    /// <summary>An integer or floating-point literal as written.</summary>
    Number,

    /// <summary>A quoted string, which only debug directives hold.</summary>
    Text,

    /// <summary>One character of punctuation.</summary>
    Mark,

    End,
}
