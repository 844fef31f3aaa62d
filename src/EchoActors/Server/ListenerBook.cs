using Akka.Actor;

namespace EchoActors.Server;

/// <summary>The listeners of a server, each with the address that it has bound now. <see cref="EchoServer"/> makes and watches them.</summary>
internal sealed class ListenerBook
{
    private readonly Dictionary<IActorRef, Endpoint?> _addresses = [];

    /// <summary>Whether every listener has ended.</summary>
    public bool IsEmpty => _addresses.Count == 0;

    /// <summary>Whether every listener is bound.</summary>
    public bool AreAllBound => !_addresses.ContainsValue(null);

    /// <summary>The addresses that are bound now, with their real ports.</summary>
    public IReadOnlyList<Endpoint> Addresses => [.. _addresses.Values.OfType<Endpoint>()];

    public bool Contains(IActorRef actor) => _addresses.ContainsKey(actor);

    public void Add(IActorRef listener) => _addresses.Add(listener, null);

    public void SetBound(IActorRef listener, Endpoint address) => _addresses[listener] = address;

    /// <summary>The listener lost its address and binds it again.</summary>
    public void SetUnbound(IActorRef listener) => _addresses[listener] = null;

    public void Remove(IActorRef listener) => _addresses.Remove(listener);

    /// <summary>Tells every listener to release its address and stop.</summary>
    public void Unbind() => _addresses.Keys.TellAll(EchoListener.Unbind.Instance);
}
