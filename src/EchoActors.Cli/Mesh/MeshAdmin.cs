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

    // Ten times the matrix of a hundred nodes that all probe each other.
    private const int LongestAnswer = 64 * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly HostPort _target = target ?? Default;

    /// <summary>The argument that names it.</summary>
    public static Argument<HostPort?> Target() =>
        CliOptions.OptionalTarget("HOST:PORT", $"The admin address of a node. Default {Default}.");

    /// <summary>The matrix that it shows.</summary>
    /// <exception cref="MeshAdminException">It can't be asked, or answers something else; the message is one sentence.</exception>
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
    /// <exception cref="MeshAdminException">It can't be asked, or refuses; the message is one sentence.</exception>
    public async Task<bool> ForgetAsync(string nameOrNode, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Delete, $"/api/v1/mesh/members/{Uri.EscapeDataString(nameOrNode)}", cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.NoContent => true,
            HttpStatusCode.NotFound => await NoSuchMemberAsync(cancellationToken),
            HttpStatusCode.Forbidden => throw new MeshAdminException(
                $"{_target} forgets a member only when it is asked from its own machine."),
            var code => throw new MeshAdminException($"{_target} answers with status {(int)code} and has not forgotten it."),
        };
    }

    // A plain server gives the same status: asked for its mesh, it says that it has none.
    private async Task<bool> NoSuchMemberAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        return false;
    }

    private MeshAdminException NoMesh(string why) => new($"{_target} answers, but not as the admin address of a mesh does: {why}.");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Deadline,
            DefaultRequestVersion = HttpVersion.Version11,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        using var request = new HttpRequestMessage(method, new Uri($"http://{_target}{path}"));
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw NoMesh("the answer is longer than 64 MiB");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded)
        {
            throw NoMesh("what it says is not HTTP");
        }
        catch (HttpRequestException e)
        {
            throw new MeshAdminException($"{_target} can't be asked: {e.GetBaseException().Message.TrimEnd('.')}.");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MeshAdminException($"no answer from {_target} in {Quantity.Format(Deadline)}.");
        }
    }
}
