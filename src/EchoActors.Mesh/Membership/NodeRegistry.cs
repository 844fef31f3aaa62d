using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Cluster;
using Akka.DistributedData;
using EchoActors.Mesh.Wire;

namespace EchoActors.Mesh.Membership;

/// <summary>
/// What the nodes say of themselves, replicated: one entry for each, written by that node alone. Tells its parent what it
/// hears.
/// </summary>
/// <remarks>
/// News goes straight to the other nodes; gossip is for those that missed it. The entries are spread over a few
/// dictionaries: what replicas hand on to each other at a time stays far below remoting's frame size in a mesh of hundreds.
/// </remarks>
internal sealed class NodeRegistry : UntypedActor
{
    /// <summary>Puts this node's entry in place of the one before.</summary>
    public sealed record Publish(NodeEntry Entry);

    /// <summary>Takes this node's entry away, everywhere; answered with <see cref="Withdrawn"/>.</summary>
    public sealed class Withdraw
    {
        public static readonly Withdraw Instance = new();
    }

    /// <summary>Takes away the entry of a node that was removed from the cluster.</summary>
    public sealed record Remove(string Key);

    /// <summary>A node has published news.</summary>
    public sealed record Heard(string Key, NodeReport Report);

    /// <summary>The entry of a node was taken away.</summary>
    public sealed record Lost(string Key);

    /// <summary>Every node that could be reached has taken this node's entry away.</summary>
    public sealed class Withdrawn
    {
        public static readonly Withdrawn Instance = new();
    }

    private const int Buckets = 16;

    private static readonly TimeSpan WithdrawTimeout = TimeSpan.FromSeconds(1);

    private static readonly ImmutableArray<LWWDictionaryKey<string, NodeEntry>> Keys =
        [.. Enumerable.Range(0, Buckets).Select(i => new LWWDictionaryKey<string, NodeEntry>($"echo-mesh-{i}"))];

    private readonly UniqueAddress _self;
    private readonly IActorRef _replicator;
    private readonly Dictionary<string, long>[] _known = [.. Keys.Select(_ => new Dictionary<string, long>())];
    private bool _withdrawn;

    private NodeRegistry()
    {
        var cluster = Cluster.Get(Context.System);
        _self = cluster.SelfUniqueAddress;
        _replicator = DistributedData.Get(Context.System).Replicator;
    }

    public static Props Props() => Akka.Actor.Props.CreateBy(new ActorProducer<NodeRegistry>(() => new NodeRegistry()));

    /// <summary>How the entry of one incarnation of a node is called: its address, and what tells it from others there.</summary>
    public static string KeyOf(UniqueAddress node) => $"{node.Address.Host}:{node.Address.Port}#{node.Uid}";

    protected override void PreStart()
    {
        foreach (var key in Keys)
        {
            _replicator.Tell(Dsl.Subscribe(key, Self));
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Changed changed:
                Compare((LWWDictionaryKey<string, NodeEntry>)changed.Key, (LWWDictionary<string, NodeEntry>)changed.Data);
                break;
            case Publish publish when !_withdrawn:
                Update(KeyOf(_self), WriteLocal.Instance, entries => entries.SetItem(_self, KeyOf(_self), publish.Entry));
                break;
            case Publish: // of a node on its way out
                break;
            case Remove remove:
                Update(remove.Key, WriteLocal.Instance, entries => entries.Remove(_self, remove.Key));
                break;
            case Withdraw:
                _withdrawn = true;
                Update(KeyOf(_self), new WriteAll(WithdrawTimeout), entries => entries.Remove(_self, KeyOf(_self)));
                break;
            case IUpdateResponse when _withdrawn: // timed out too: a node that can't be reached finds out by itself
                Context.Parent.Tell(Withdrawn.Instance);
                break;
            case IUpdateResponse:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Update(
        string key,
        IWriteConsistency consistency,
        Func<LWWDictionary<string, NodeEntry>, LWWDictionary<string, NodeEntry>> modify) =>
        _replicator.Tell(Dsl.Update(Keys[BucketOf(key)], LWWDictionary<string, NodeEntry>.Empty, consistency, modify));

    private void Compare(LWWDictionaryKey<string, NodeEntry> bucket, LWWDictionary<string, NodeEntry> entries)
    {
        var known = _known[Keys.IndexOf(bucket)];
        foreach (var (key, entry) in entries)
        {
            if (entry is NodeReport report && (!known.TryGetValue(key, out var sequence) || sequence != report.Sequence))
            {
                known[key] = report.Sequence;
                Context.Parent.Tell(new Heard(key, report));
            }
        }

        foreach (var key in known.Keys.Where(key => !entries.ContainsKey(key)).ToList())
        {
            known.Remove(key);
            Context.Parent.Tell(new Lost(key));
        }
    }

    private static int BucketOf(string key) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) % Buckets);
}
