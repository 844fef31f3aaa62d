using System.Net.Http.Json;
using EchoActors.Mesh;

namespace EchoActors.Tests.Shared;

/// <summary>What the admin address of a node says of its mesh, asked over HTTP: a process for each look would cost half a second.</summary>
internal static class AdminMesh
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The matrix, as soon as that is so.</summary>
    public static async Task<MeshMatrix> UntilAsync(Uri admin, Func<MeshMatrix, bool> isSo, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient();
        using var timer = new PeriodicTimer(Look);
        while (true)
        {
            // The admin address answers before there is a mesh to tell of.
            using var answer = await http.GetAsync(new Uri(admin, "/api/v1/mesh"), cancellationToken);
            if (answer.IsSuccessStatusCode
                && await answer.Content.ReadFromJsonAsync(MeshJson.Default.MeshDocument, cancellationToken) is { } document
                && isSo(document.Mesh))
            {
                return document.Mesh;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
