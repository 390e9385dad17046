namespace SqueezeBert.Gpu.Configuration;

/// <summary>The families of models that this library runs, by their <c>model_type</c>.</summary>
public enum ModelType
{
    /// <summary><c>squeezebert</c>: grouped convolutions (Iandola et al., 2020, "SqueezeBERT").</summary>
    SqueezeBert,

    /// <summary><c>bert</c>: its dense parent (Devlin et al., 2018, "BERT").</summary>
    Bert,
}
