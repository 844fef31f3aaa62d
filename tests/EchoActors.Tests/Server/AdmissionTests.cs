using System.Net;
using EchoActors.Server;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Server;

public sealed class AdmissionTests
{
    private static readonly IPAddress Client = IPAddress.Parse("10.0.0.1");

    [Fact]
    public void A_closed_admission_refuses_everyone_and_takes_leases_back()
    {
        var admission = new Admission(maxClients: 2, maxClientsPerAddress: 1);
        var lease = admission.TryAdmit(Client, out _)!;

        admission.Close();

        Assert.Null(admission.TryAdmit(IPAddress.Loopback, out var reason));
        Assert.Equal(RefusalReason.Draining, reason);
        lease.Release();
        Assert.Equal(0, admission.Clients);
    }

    [Fact]
    public void Without_a_limit_for_one_address_only_the_limit_in_all_counts()
    {
        var admission = new Admission(maxClients: 2, maxClientsPerAddress: null);
        Assert.NotNull(admission.TryAdmit(Client, out _));
        Assert.NotNull(admission.TryAdmit(Client, out _));

        Assert.Null(admission.TryAdmit(Client, out var reason));

        Assert.Equal(RefusalReason.ConnectionLimit, reason);
    }

    [Property]
    public void Whatever_comes_and_goes_a_client_is_admitted_exactly_when_both_limits_permit_it(byte[] steps)
    {
        const int InAll = 5;
        const int PerAddress = 2;
        var admission = new Admission(InAll, PerAddress);
        var leases = new List<(byte Address, Admission.Lease Lease)>();
        foreach (var step in steps)
        {
            var address = (byte)(step % 4);
            if (step >= 128 && leases.Count > 0)
            {
                leases[step % leases.Count].Lease.Release();
                leases.RemoveAt(step % leases.Count);
                continue;
            }

            var fits = leases.Count < InAll && leases.Count(held => held.Address == address) < PerAddress;
            var lease = admission.TryAdmit(new IPAddress([10, 0, 0, address]), out _);
            Assert.Equal(fits, lease is not null);
            if (lease is not null)
            {
                leases.Add((address, lease));
            }
        }

        Assert.Equal(leases.Count, admission.Clients);
    }
}
