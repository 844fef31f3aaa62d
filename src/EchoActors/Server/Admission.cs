using System.Net;

namespace EchoActors.Server;

/// <summary>
/// Admits clients up to a limit in all and a limit for one address. Each client holds a <see cref="Lease"/> until its
/// connection has ended. It knows no connections.
/// </summary>
internal sealed class Admission
{
    private readonly Dictionary<IPAddress, int> _clientsByAddress = []; // only where there is a limit for one address
    private readonly Lease _leaseOfNoAddress;
    private RefusalReason _reasonAtMaximum;
    private int? _maxClientsPerAddress;
    private volatile IPEndPoint? _expectedHealthCheck;
    private bool _closed;

    /// <summary>Admits at most <paramref name="maxClients"/> at once.</summary>
    /// <param name="maxClients">The limit in all.</param>
    /// <param name="maxClientsPerAddress">The limit for one address, or null for none.</param>
    /// <param name="reasonAtMaximum">The reason for which clients above the limit in all are refused.</param>
    public Admission(int maxClients, int? maxClientsPerAddress, RefusalReason reasonAtMaximum = RefusalReason.ConnectionLimit)
    {
        MaxClients = maxClients;
        _maxClientsPerAddress = maxClientsPerAddress;
        _reasonAtMaximum = reasonAtMaximum;
        _leaseOfNoAddress = new Lease(this, address: null);
    }

    /// <summary>How many clients may hold a lease at once.</summary>
    public int MaxClients { get; private set; }

    /// <summary>How many clients hold a lease.</summary>
    public int Clients { get; private set; }

    /// <summary>Other limits from now on. A limit for one address counts the clients that were admitted under one.</summary>
    public void Change(int maxClients, int? maxClientsPerAddress, RefusalReason reasonAtMaximum = RefusalReason.ConnectionLimit)
    {
        MaxClients = maxClients;
        _reasonAtMaximum = reasonAtMaximum;
        _maxClientsPerAddress = maxClientsPerAddress;
    }

    /// <summary>Refuses everyone from now on: the server drains, or could not bind.</summary>
    public void Close() => _closed = true;

    /// <summary>The next client from <paramref name="client"/> is a health check, admitted above the limits.</summary>
    public void ExpectHealthCheck(IPEndPoint client) => _expectedHealthCheck = client;

    /// <summary>Whether <paramref name="client"/> is the health check that is expected. Any thread may ask.</summary>
    public bool ExpectsHealthCheck(EndPoint client) =>
        client is IPEndPoint ip && new IPEndPoint(HostPort.Unmapped(ip.Address), ip.Port).Equals(_expectedHealthCheck);

    /// <summary>Gives a client its lease, or null with the <paramref name="reason"/> for which it is refused.</summary>
    public Lease? TryAdmit(IPEndPoint client, out RefusalReason reason)
    {
        if (_closed || !client.Equals(_expectedHealthCheck))
        {
            return TryAdmit(client.Address, out reason);
        }

        reason = default;
        _expectedHealthCheck = null;
        return new HealthCheck(this);
    }

    /// <summary>Gives a client its lease, or null with the <paramref name="reason"/> for which it is refused.</summary>
    public Lease? TryAdmit(IPAddress address, out RefusalReason reason)
    {
        reason = _closed ? RefusalReason.Draining : _reasonAtMaximum;
        if (_closed || Clients >= MaxClients)
        {
            return null;
        }

        if (_maxClientsPerAddress is not { } limit)
        {
            Clients++;
            return _leaseOfNoAddress;
        }

        reason = RefusalReason.AddressLimit;
        var ofAddress = _clientsByAddress.GetValueOrDefault(address);
        if (ofAddress >= limit)
        {
            return null;
        }

        Clients++;
        _clientsByAddress[address] = ofAddress + 1;
        return new Lease(this, address);
    }

    private void Release(IPAddress? address)
    {
        Clients--;
        if (address is null)
        {
            return;
        }

        var left = _clientsByAddress[address] - 1;
        if (left > 0)
        {
            _clientsByAddress[address] = left;
        }
        else
        {
            _clientsByAddress.Remove(address);
        }
    }

    /// <summary>One client's place. To be released once, by the server's actor, when its connection has ended.</summary>
    public class Lease(Admission admission, IPAddress? address)
    {
        /// <summary>Gives the place to the next client.</summary>
        public virtual void Release() => admission.Release(address);
    }

    /// <summary>The place of a health check, beside those of the clients.</summary>
    public sealed class HealthCheck(Admission admission) : Lease(admission, address: null)
    {
        /// <inheritdoc/>
        public override void Release()
        {
            // It takes no client's place.
        }
    }
}
