using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EchoActors.Admin.Hosting;

namespace EchoActors.Cli;

/// <summary>The faults of a running server, over its admin address.</summary>
internal sealed class FaultsAdmin(HostPort target, AdminToken token)
{
    private const string Path = "/api/v1/faults";

    private readonly AdminClient _client = new(target, "a server that has a token", token);

    /// <summary>What is in force, one line for each address.</summary>
    /// <exception cref="AdminException">It can't be asked, or refuses; the message is one sentence.</exception>
    public Task<IReadOnlyList<string>> ShowAsync(CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, null, cancellationToken);

    /// <summary>Puts <paramref name="faults"/> in force, and tells what is then.</summary>
    /// <exception cref="AdminException">It can't be asked, or refuses; the message is one sentence.</exception>
    public Task<IReadOnlyList<string>> SetAsync(string faults, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Put, JsonContent.Create(new Dictionary<string, string> { ["faults"] = faults }), cancellationToken);

    /// <summary>Ends all faults, and tells what is in force then.</summary>
    /// <exception cref="AdminException">It can't be asked, or refuses; the message is one sentence.</exception>
    public Task<IReadOnlyList<string>> ClearAsync(CancellationToken cancellationToken) => AskAsync(HttpMethod.Delete, null, cancellationToken);

    private async Task<IReadOnlyList<string>> AskAsync(HttpMethod method, HttpContent? content, CancellationToken cancellationToken)
    {
        using var answer = await _client.SendAsync(method, Path, content, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => Lines(await answer.Content.ReadAsByteArrayAsync(cancellationToken)),
            HttpStatusCode.Unauthorized => throw new AdminException($"{target} has another token."),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => throw new AdminException(
                $"{target} changes no faults: start the server with --admin-token-file."),
            var status => throw _client.NotIt($"status {(int)status}"),
        };
    }

    private IReadOnlyList<string> Lines(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return [.. document.RootElement.GetProperty("servers").EnumerateArray()
                .SelectMany(server => server.GetProperty("listeners").EnumerateArray()).Select(Line)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw _client.NotIt("what it says is no list of faults");
        }
    }

    private static string Line(JsonElement listener)
    {
        var (address, faults) = (listener.GetProperty("address").GetString(), listener.GetProperty("faults").GetString());
        var left = listener.GetProperty("expiresInSeconds") is { ValueKind: JsonValueKind.Number } seconds
            ? $", for another {Quantity.Format(TimeSpan.FromSeconds(Math.Ceiling(seconds.GetDouble())))}"
            : "";
        return string.IsNullOrEmpty(faults) ? $"{address}: no faults" : $"{address}: {faults}{left}";
    }
}
