namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>Waits until the views of nodes say something, or fails with what they say instead.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static Task AllAsync(IEnumerable<MeshTestNode> nodes, Func<MeshMatrix, bool> condition) =>
        AllAsync(nodes.Select(node => node.View), condition);

    public static async Task AllAsync(IEnumerable<MeshView> views, Func<MeshMatrix, bool> condition)
    {
        foreach (var view in views)
        {
            await OneAsync(view, condition);
        }
    }

    public static async Task OneAsync(MeshTestNode node, Func<MeshMatrix, bool> condition)
    {
        try
        {
            await OneAsync(node.View, condition);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\nIts log:\n{node.Log}", e);
        }
    }

    private static async Task OneAsync(MeshView view, Func<MeshMatrix, bool> condition)
    {
        using var timer = new PeriodicTimer(Look);
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition(view.Matrix))
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Deadline)
            {
                throw new TimeoutException($"After {Deadline} {view.Matrix.Self} still says:\n{Say(view.Matrix)}");
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
