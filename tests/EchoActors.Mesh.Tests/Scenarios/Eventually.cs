namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>Waits until the views of nodes say something, or fails with what they say instead.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task AllAsync(IEnumerable<MeshTestNode> nodes, Func<MeshMatrix, bool> condition)
    {
        foreach (var node in nodes)
        {
            await OneAsync(node, condition);
        }
    }

    public static async Task OneAsync(MeshTestNode node, Func<MeshMatrix, bool> condition)
    {
        using var timer = new PeriodicTimer(Look);
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition(node.View.Matrix))
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Deadline)
            {
                throw new TimeoutException($"After {Deadline} {node.Node} still says:\n{Say(node.View.Matrix)}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private static string Say(MeshMatrix matrix) => string.Join('\n',
    [
        .. matrix.Members.Select(member => member.ToString()),
        .. matrix.Rows.SelectMany(row => row.Paths.Select(path => $"{row.From} -> {path}")),
    ]);
}
