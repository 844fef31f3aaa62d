using Akka.IO;
using EchoActors.Filters.Tls;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Transport;
using Xunit;

namespace EchoActors.Tests.Filters.Tls;

/// <summary>Either end's TLS filter between two probes. Its peer is the runtime's TLS over memory, so that each message is a step.</summary>
public abstract class TlsScenario : FilterScenario
{
    protected static readonly Tcp.ErrorClosed PeerReset = new("Connection reset by peer");

    private bool _isAsked; // for a chunk

    private protected MemoryTlsPeer OtherEnd { get; private set; } = null!;

    /// <summary>What the connection was told, without writes and <c>Tcp.ResumeReading</c>.</summary>
    protected List<Tcp.Command> Told { get; } = [];

    protected void Begin(bool isServer)
    {
        TlsEnd end = isServer ? Encrypted<DirectTransport>.Server : Encrypted<DirectTransport>.Client;
        Accept(place => new TlsFilter(place, end));
        (_isAsked, OtherEnd) = (false, new MemoryTlsPeer(isServer: !isServer));
        Told.Clear();
        TakeFromFilter();
    }

    protected void Handshake(bool isServer)
    {
        Begin(isServer);
        Pump();
        Assert.True(OtherEnd.IsAuthenticated);
    }

    /// <summary>Gives the filter what the peer has sent, a chunk of the next size each time it asks for one.</summary>
    protected void Pump(Func<int>? size = null)
    {
        TakeFromFilter();
        while (_isAsked && OtherEnd.OutputCount > 0)
        {
            Give(size?.Invoke() ?? int.MaxValue);
        }
    }

    /// <summary>Gives the filter, which has asked, one chunk of what the peer has sent.</summary>
    protected void Give(int atMost = int.MaxValue)
    {
        Assert.True(_isAsked);
        if (OtherEnd.TakeOutput(atMost) is { IsEmpty: false } chunk)
        {
            _isAsked = false;
            Event(new Tcp.Received(chunk));
            TakeFromFilter();
        }
    }

    /// <summary>The connection handles what the filter has told it, and acknowledges each write.</summary>
    protected void TakeFromFilter()
    {
        while (Connection.HasMessages)
        {
            switch (Connection.ReceiveOne(TimeSpan.Zero))
            {
                case Tcp.Write write:
                    OtherEnd.Feed(write.Data);
                    if (write.Ack is not Tcp.NoAck)
                    {
                        Event(write.Ack);
                    }

                    break;
                case Tcp.ResumeReading:
                    _isAsked = true;
                    break;
                case Tcp.Command command:
                    Told.Add(command);
                    break;
            }
        }
    }
}
