using System.Net;
using System.Net.Sockets;
using Akka.IO;

namespace EchoActors.Client;

/// <summary>
/// The addresses of a target that are tried, each a little after the one before it, until one answers (RFC 8305). It knows which
/// are left, which are under way, and what the others said.
/// </summary>
internal sealed class AddressRace
{
    /// <summary>How long one address has before the next is tried beside it: the Connection Attempt Delay of RFC 8305, section 5.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private readonly Queue<EndPoint> _left;
    private readonly List<Attempt> _attempts = [];

    private AddressRace(IEnumerable<EndPoint> endPoints) => _left = new(endPoints);

    /// <summary>When TCP had established a connection to the first address that answered, where a handshake follows.</summary>
    public long? EstablishedAt { get; set; }

    /// <summary>Whether there is an address that was not tried.</summary>
    public bool HasMore => _left.Count > 0;

    /// <summary>Whether every address was tried and failed.</summary>
    public bool IsLost => !HasMore && _attempts.TrueForAll(attempt => attempt.Failure is not null);

    /// <summary>The failed attempts, in the order in which they were begun.</summary>
    public IEnumerable<Attempt> Failed => _attempts.Where(attempt => attempt.Failure is not null);

    /// <summary>A race of one.</summary>
    public static AddressRace To(EndPoint endPoint) => new([endPoint]);

    /// <summary>A race of the addresses of a name: in the resolver's order, but one family after the other (RFC 8305, section 4).</summary>
    public static AddressRace To(IReadOnlyList<IPAddress> addresses, int port)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToArray();
        var others = addresses.Except(first).ToArray();
        return new(Enumerable.Range(0, Math.Max(first.Length, others.Length))
            .SelectMany(index => first.Skip(index).Take(1).Concat(others.Skip(index).Take(1)))
            .Select(address => new IPEndPoint(address, port)));
    }

    /// <summary>Begins with the next address.</summary>
    public Attempt Next()
    {
        var attempt = new Attempt(_left.Dequeue());
        _attempts.Add(attempt);
        return attempt;
    }

    /// <summary>The attempt at an address that is under way, or null if there is none.</summary>
    public Attempt? UnderWay(EndPoint endPoint) =>
        _attempts.Find(attempt => attempt.Failure is null && attempt.EndPoint.Equals(endPoint));

    /// <summary>The socket of a connection that was established, or null where the transport does not tell.</summary>
    public Socket? SocketOf(Tcp.Connected connection) =>
        _attempts.Select(attempt => attempt.Check?.SocketOf(connection)).FirstOrDefault(socket => socket is not null);

    /// <summary>One address that is tried.</summary>
    public sealed class Attempt(EndPoint endPoint)
    {
        public EndPoint EndPoint => endPoint;

        /// <summary>Whether the transport was asked a second time, because the address answers now.</summary>
        public bool IsRepeated { get; set; }

        /// <summary>How long the address has to answer.</summary>
        public LazyDeadline? Deadline { get; set; }

        /// <summary>Knows the socket, once TCP has established the connection.</summary>
        public EstablishedCheck? Check { get; set; }

        /// <summary>What it said, if it has failed.</summary>
        public (EchoEnd End, string Message)? Failure { get; set; }

        /// <summary>The address and what it said, in few words.</summary>
        public override string ToString() => $"{Endpoint.From(endPoint)} {Failure?.End switch
        {
            EchoEnd.Refused => "refused",
            EchoEnd.ConnectTimedOut => "did not answer",
            EchoEnd.Unreachable => "is unreachable",
            EchoEnd.Reset => "reset the connection",
            EchoEnd.Exhausted => "could not be tried: no descriptor or port is left",
            _ => "failed",
        }}";
    }
}
