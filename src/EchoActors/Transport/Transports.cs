using System.Net;
using Akka.Actor;
using Akka.IO;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using EchoActors.Transport.AkkaIo;
using EchoActors.Transport.Direct;

namespace EchoActors.Transport;

/// <summary>
/// The one place that knows which transports there are. Servers and clients name one in their options and get its <c>Tcp</c>
/// manager here; handlers of connections can't tell which one they have.
/// </summary>
internal static class Transports
{
    /// <summary>The <c>Tcp</c> manager of a transport: one for each actor system.</summary>
    public static IActorRef Tcp(this ActorSystem system, EchoTransport transport) => transport switch
    {
        EchoTransport.Direct => system.WithExtension<DirectTcpExtension, DirectTcpExtensionProvider>().Manager,
        EchoTransport.AkkaIo => system.Tcp(),
        _ => throw new ArgumentOutOfRangeException(nameof(transport), transport, "There is no such transport."),
    };

    /// <summary>Reads the setting <c>transport</c>.</summary>
    /// <exception cref="SettingsException">It names no transport.</exception>
    public static EchoTransport Transport(this SettingsReader settings) =>
        settings.Choice("transport", ("direct", EchoTransport.Direct), ("akka-io", EchoTransport.AkkaIo));

    /// <summary>Accepts a transport of an options record.</summary>
    /// <exception cref="SettingsException">There is no such transport.</exception>
    public static void Require(string path, EchoTransport transport)
    {
        if (!Enum.IsDefined(transport))
        {
            throw new SettingsException($"{path}.transport is '{transport}': it must be one of direct, akka-io.");
        }
    }

    /// <summary>The settings that a command brings with it, or Akka.IO's; both transports read them.</summary>
    public static TcpSettings TcpSettings(this ActorSystem system, TcpSettings? ofCommand) =>
        ofCommand ?? system.WithExtension<TcpExt, Tcp>().Settings;

    /// <summary>Akka.IO's settings with frames of at most <paramref name="frameSize"/> bytes; both transports read them.</summary>
    public static TcpSettings TcpSettings(this ActorSystem system, int frameSize) =>
        system.TcpSettings(ofCommand: null) with
        {
            MaxFrameSizeBytes = frameSize,
            ReceiveBufferSize = frameSize, // a frame that is larger than a buffer is refused when the extension loads
            SendBufferSize = frameSize,
        };

    /// <summary>
    /// Resets the connections that <paramref name="listener"/>, which has stopped, accepted and gave to nobody. The direct
    /// transport leaves none.
    /// </summary>
    public static void ResetOrphans(this EchoTransport transport, IPEndPoint listener)
    {
        if (transport == EchoTransport.AkkaIo)
        {
            OrphanedConnections.Reset(listener);
        }
    }

    /// <summary>
    /// Makes sure that a handler learns the end of its connection: it is told <paramref name="stopped"/> if the connection stops
    /// without a word, as an actor of Akka.IO may. One of the direct transport, and a filter, always tells its end, and costs no watch.
    /// </summary>
    public static void WatchEnd(this IActorContext handler, IActorRef connection, object stopped)
    {
        if (connection is not SerialActorRef)
        {
            handler.WatchWith(connection, stopped);
        }
    }
}
