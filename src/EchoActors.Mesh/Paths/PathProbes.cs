using Akka.Actor;
using EchoActors.Client;
using EchoActors.Mesh.Membership;

namespace EchoActors.Mesh.Paths;

/// <summary>The probes of one node, which are children of its actor, and the latest result of each.</summary>
internal sealed class PathProbes(
    IActorContext context, string self, MeshOptions options, IActorRef? tcp, TimeProvider time)
{
    // First probes are spread over time. Those of one moment would delay each other, and measure that delay.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, (IActorRef Probe, Endpoint Echo)> _running = [];
    private readonly Dictionary<IActorRef, MeshPath> _found = [];
    private readonly HashSet<IActorRef> _finishing = [];
    private readonly EchoClientOptions _client = new()
    {
        ConnectTimeout = options.Timeout,
        AnswerTimeout = options.Timeout,
        Tls = options.Tls,
        Transport = options.Transport,
        FrameSize = Math.Clamp(options.Size, 512, 64 * 1024),
    };

    public int Count => _running.Count;

    public bool AreFinished => _running.Count == 0 && _finishing.Count == 0;

    /// <summary>Their latest results, in order of the nodes that are probed.</summary>
    public IReadOnlyList<MeshPath> Paths => [.. _found.Values.OrderBy(path => path.To, StringComparer.Ordinal)];

    /// <summary>Starts a probe to each of these nodes that has published an echo address and has no probe yet, and ends all others in order.</summary>
    public void Aim(IEnumerable<MeshNode> targets)
    {
        var wanted = targets.Where(node => node.Report is not null).ToDictionary(node => node.Key);
        foreach (var (key, (probe, echo)) in _running.ToList())
        {
            if (!wanted.TryGetValue(key, out var node) || node.Report!.Echo != echo)
            {
                Finish(key, probe);
            }
        }

        foreach (var (key, node) in wanted.Where(target => !_running.ContainsKey(target.Key)))
        {
            Start(key, node, wanted.Count);
        }
    }

    /// <summary>Stores the result of a probe. Returns whether the state of its path changed.</summary>
    public bool Note(IActorRef probe, MeshPath path)
    {
        if (_finishing.Contains(probe))
        {
            return false;
        }

        var before = _found.GetValueOrDefault(probe)?.State ?? PathState.Unknown;
        _found[probe] = path;
        return path.State != before;
    }

    /// <summary>A probe has stopped.</summary>
    public void Forget(IActorRef probe) => _finishing.Remove(probe);

    private void Start(string key, MeshNode node, int wanted)
    {
        var echo = node.Report!.Echo;

        var delay = Apart * (Random.Shared.NextDouble() * wanted);
        var probe = context.ActorOf(PathProbe.Props(
            self, node.Node, node.Name, options, delay, owner => EchoClient.Props(echo, _client, owner, tcp, time), time));
        context.Watch(probe);
        _running.Add(key, (probe, echo));
    }

    private void Finish(string key, IActorRef probe)
    {
        _running.Remove(key);
        _found.Remove(probe);
        _finishing.Add(probe);
        probe.Tell(PathProbe.Finish.Instance);
    }
}
