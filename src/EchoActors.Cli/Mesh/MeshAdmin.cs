using System.CommandLine;
using System.Net;
using System.Text.Json;
using EchoActors.Mesh;

namespace EchoActors.Cli;

/// <summary>A running node, asked over its admin address.</summary>
internal sealed class MeshAdmin(HostPort? target)
{
    /// <summary>Where a node's admin address is unless it was told otherwise.</summary>
    public static readonly HostPort Default = new("127.0.0.1", 8080);

    private readonly HostPort _target = target ?? Default;
    private readonly AdminClient _client = new(target ?? Default, "a mesh");

    /// <summary>The argument that names it.</summary>
    public static Argument<HostPort?> Target() =>
        CliOptions.OptionalTarget("HOST:PORT", $"The admin address of a node. Default {Default}.");

    /// <summary>The matrix that it shows.</summary>
    /// <exception cref="AdminException">It can't be asked, or answers something else; the message is one sentence.</exception>
    public async Task<MeshDocument> AskAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/v1/mesh", cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw NoMesh(answer.StatusCode == HttpStatusCode.NotFound ? "status 404; it may be that of a plain server" : $"status {(int)answer.StatusCode}");
        }

        try
        {
            return MeshDocument.Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (JsonException e)
        {
            throw NoMesh(e is { Path: null, LineNumber: null } ? e.Message.TrimEnd('.') : "what it says is no document of a mesh");
        }
    }

    /// <summary>No longer shows a member that is gone.</summary>
    /// <returns>Whether there was such a member.</returns>
    /// <exception cref="AdminException">It can't be asked, or refuses; the message is one sentence.</exception>
    public async Task<bool> ForgetAsync(string nameOrNode, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Delete, $"/api/v1/mesh/members/{Uri.EscapeDataString(nameOrNode)}", cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.NoContent => true,
            HttpStatusCode.NotFound => await NoSuchMemberAsync(cancellationToken),
            HttpStatusCode.Forbidden => throw new AdminException(
                $"{_target} forgets a member only when it is asked from its own machine."),
            var code => throw new AdminException($"{_target} answers with status {(int)code} and has not forgotten it."),
        };
    }

    // A plain server gives the same status: asked for its mesh, it says that it has none.
    private async Task<bool> NoSuchMemberAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        return false;
    }

    private AdminException NoMesh(string why) => _client.NotIt(why);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken) =>
        _client.SendAsync(method, path, content: null, cancellationToken);
}
