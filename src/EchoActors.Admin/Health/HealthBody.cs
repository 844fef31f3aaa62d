namespace EchoActors.Admin.Health;

/// <summary>The body of a health answer: every check by name.</summary>
/// <param name="Status"><c>healthy</c>, or <c>unhealthy</c> where any check is.</param>
/// <param name="Checks">Each check.</param>
internal sealed record HealthBody(string Status, IReadOnlyDictionary<string, HealthBody.Check> Checks)
{
    /// <summary>One check.</summary>
    /// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
    /// <param name="Description">Which node fails and why, where one does.</param>
    public sealed record Check(string Status, string? Description);
}
