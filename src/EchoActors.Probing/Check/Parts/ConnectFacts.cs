using System.Net;
using System.Net.Sockets;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Connections to one address, as they went.</summary>
internal sealed record ConnectFacts(IPAddress Address, TimeSpan Timeout, IReadOnlyList<ConversationReport> Reports)
{
    public bool IsConnected => Reports.Any(report => report.Connection is not null);

    public string Label => $"{PartNames.Connect} {(Address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")}";
}
