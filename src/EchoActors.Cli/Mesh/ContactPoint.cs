using System.Net;
using System.Text.Json;
using Akka.Actor;
using Akka.Cluster;

namespace EchoActors.Cli;

/// <summary>
/// Tells other nodes which cluster this one is in, as Akka.Management's <c>/bootstrap/seed-nodes</c> does. Its own HTTP server is built
/// for a version of its HTTP library (Ceen.Httpd 0.9.9) that the restore sources may lack, and fails with the next one.
/// </summary>
internal sealed class ContactPoint : IAsyncDisposable
{
    private const string Path = "/bootstrap/seed-nodes";
    private const int MostMembers = 5; // enough to join by; as Akka.Management has it

    private readonly HttpListener _listener;
    private readonly Cluster _cluster;
    private readonly Task _answering;

    private ContactPoint(HttpListener listener, Uri address, Cluster cluster)
    {
        (_listener, Address, _cluster) = (listener, address, cluster);
        _answering = AnswerAsync();
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Answers at the host of the node's cluster address.</summary>
    /// <exception cref="ClusterBindException">The port can't be bound; the message says why.</exception>
    public static ContactPoint Start(Cluster cluster, int port)
    {
        var address = new UriBuilder(Uri.UriSchemeHttp, cluster.SelfAddress.Host, port).Uri;
        var listener = new HttpListener { Prefixes = { address.ToString() } };
        try
        {
            listener.Start();
        }
        catch (HttpListenerException e)
        {
            throw new ClusterBindException($"akka.management.http.port: {address.Authority} can't be bound: {e.Message.TrimEnd('.')}.");
        }

        return new ContactPoint(listener, address, cluster);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync().ConfigureAwait(false);
                Answer(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                if (!_listener.IsListening)
                {
                    return;
                }
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var response = context.Response;
        if (context.Request.HttpMethod != "GET" || context.Request.Url?.AbsolutePath != Path)
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            response.Close();
            return;
        }

        response.ContentType = "application/json";
        response.Close(JsonSerializer.SerializeToUtf8Bytes(new { SelfNode = Body(_cluster.SelfAddress), Nodes = Members() }), willBlock: false);
    }

    // A node that leaves is none to join by.
    private IEnumerable<object> Members() => _cluster.SelfMember.Status is MemberStatus.Down or MemberStatus.Exiting or MemberStatus.Leaving or MemberStatus.Removed
        ? []
        : _cluster.State.Members.Except(_cluster.State.Unreachable)
            .Where(member => member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Joining)
            .Take(MostMembers)
            .Select(member => new { Node = Body(member.Address), NodeUid = member.UniqueAddress.Uid, Status = (int)member.Status, member.Roles });

    private static object Body(Address address) => new { address.Protocol, address.System, address.Host, address.Port };
}
