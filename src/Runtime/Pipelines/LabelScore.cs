namespace SqueezeBert.Gpu.Pipelines;

/// <summary>A label and how likely it is.</summary>
/// <param name="Label">The label, as the configuration names it.</param>
/// <param name="Score">Its probability; for a regression model the value itself.</param>
public sealed record LabelScore(string Label, float Score);
