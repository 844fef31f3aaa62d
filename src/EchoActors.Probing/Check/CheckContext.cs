using System.Net;
using Akka.Actor;
using EchoActors.Client;
using EchoActors.Filters.Tls;
using EchoActors.Probing.Check.Conversations;
using EchoActors.Transport;

namespace EchoActors.Probing.Check;

/// <summary>What the parts of one check share: how to reach the server, and what earlier parts have found.</summary>
internal sealed class CheckContext(IActorRefFactory actors, CheckOptions options, TimeProvider time)
{
    private const int MostAttempts = 6;

    public IActorRefFactory Actors => actors;

    public CheckOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>The addresses of the target, in the order in which clients try them.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    /// <summary>The address that the parts after <c>connect</c> use, or <see langword="null"/> if none could be connected.</summary>
    public Endpoint? Route { get; set; }

    /// <summary>Whether TCP connects, whatever comes of it.</summary>
    public bool Connects { get; set; }

    /// <summary>Which certificates the connections accept.</summary>
    public TlsClientOptions Tls { get; set; } = options.Tls with { ServerName = options.Tls.ServerName ?? options.Target.Host };

    /// <summary>How many bytes TLS adds to a message that fits one record; 0 without it.</summary>
    public int RecordOverhead { get; set; }

    /// <summary>Whether the server echoes a small message.</summary>
    public bool Echoes { get; set; }

    /// <summary>The largest message that came back, if larger ones did not.</summary>
    public int? LargestEchoed { get; set; }

    /// <summary>What the kernel and the application saw, over all connections.</summary>
    public KernelTally Kernel { get; } = new();

    /// <summary>How the connections behave, those of a <see cref="Conversation"/> and the others.</summary>
    public EchoClientOptions Client => new()
    {
        ConnectTimeout = options.Timeout,
        AnswerTimeout = null, // what a part waits for is its own decision
        Transport = EchoTransport.Direct, // it gives the kernel's own reason for a connection that fails
        Tls = Tls,
    };

    /// <summary>The target at one of its addresses, as far as TCP goes.</summary>
    public HostPort At(IPAddress address) => new(address.ToString(), options.Target.Port);

    /// <summary>Has one conversation with the server.</summary>
    public async Task<ConversationReport> ConverseAsync(ConversationPlan plan, CancellationToken cancellationToken)
    {
        var report = await actors.RunAsync<ConversationReport>(
            done => Conversation.Props(plan, Client, done, time), cancellationToken).ConfigureAwait(false);
        Kernel.Add(report);
        return report;
    }

    /// <summary>
    /// The same over the route of the check, for a part that is not about connecting: where some source ports lead nowhere, it
    /// tries others.
    /// </summary>
    public Task<ConversationReport> ConverseAsync(Func<Endpoint, ConversationPlan> plan, CancellationToken cancellationToken) =>
        ConnectingAsync(
            () => ConverseAsync(plan(Route!), cancellationToken), report => report is { Connection: not null } or { Failure.End: EchoEnd.TlsFailed });

    /// <summary>Runs <paramref name="probe"/> until it has connected, at most six times.</summary>
    public static async Task<T> ConnectingAsync<T>(Func<Task<T>> probe, Func<T, bool> hasConnected)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await probe().ConfigureAwait(false);
            if (hasConnected(result) || attempt == MostAttempts)
            {
                return result;
            }
        }
    }
}
