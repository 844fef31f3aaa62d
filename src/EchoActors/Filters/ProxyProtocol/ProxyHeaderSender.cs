using Akka.IO;

namespace EchoActors.Filters;

/// <summary>Sends a header of the PROXY protocol before a client's stream. After the header it passes everything on.</summary>
internal sealed class ProxyHeaderSender(FilterPlace place, ProxyHeaderToSend header) : TcpFilter(place)
{
    protected override void Prepare()
    {
        Below.Tell(Tcp.Write.Create(ByteString.FromBytes(header.Format(Ends.LocalAddress, Ends.RemoteAddress))), this);
        Ready(Ends);
    }
}
