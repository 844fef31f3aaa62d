using System.Net;
using System.Net.Http.Headers;
using EchoActors.Admin.Hosting;

namespace EchoActors.Cli;

/// <summary>Asks an admin address over HTTP, and says in one sentence why there is no answer of use.</summary>
/// <param name="target">The address.</param>
/// <param name="whose">Whose admin address it has to be, for a sentence.</param>
/// <param name="token">The token that requests carry, where they need one.</param>
internal sealed class AdminClient(HostPort target, string whose, AdminToken? token = null)
{
    // Ten times the matrix of a hundred nodes that all probe each other.
    private const int LongestAnswer = 64 * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>What answers at the address is something else.</summary>
    public AdminException NotIt(string why) => new($"{target} answers, but not as the admin address of {whose} does: {why}.");

    /// <summary>The answer to a request, whatever its status.</summary>
    /// <exception cref="AdminException">There is none; the message is one sentence.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Deadline,
            DefaultRequestVersion = HttpVersion.Version11,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        using var request = new HttpRequestMessage(method, new Uri($"http://{target}{path}")) { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token.Text);
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw NotIt("the answer is longer than 64 MiB");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded)
        {
            throw NotIt("what it says is not HTTP");
        }
        catch (HttpRequestException e)
        {
            throw new AdminException($"{target} can't be asked: {e.GetBaseException().Message.TrimEnd('.')}.");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AdminException($"no answer from {target} in {Quantity.Format(Deadline)}.");
        }
    }
}
