using System.Net;
using System.Runtime.InteropServices;
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
        EchoTransport.Direct => system.Direct().Manager,
        EchoTransport.AkkaIo => system.Tcp(),
        _ => throw new ArgumentOutOfRangeException(nameof(transport), transport, "There is no such transport."),
    };

    /// <summary>
    /// Runs an actor that takes the connections of <paramref name="transport"/> where they are accepted, which saves each a hop to
    /// another thread.
    /// </summary>
    public static Props OnTransport(this Props props, ActorSystem system, EchoTransport transport) =>
        transport == EchoTransport.Direct && system.Direct().Loops is not null
            ? props.WithDispatcher(EventLoops.AnyDispatcher).WithMailbox(EventLoops.Mailbox)
            : props;

    /// <summary>Runs the handler of <paramref name="connection"/> where the connection lives, if that is an event loop.</summary>
    public static Props Beside(this Props props, IActorRef connection) => connection is DirectConnection direct
        ? props.WithDispatcher(direct.Loop.DispatcherId).WithMailbox(EventLoops.Mailbox)
        : props;

    /// <summary>Runs a child that takes connections where its parent runs, if that is an event loop.</summary>
    public static Props Beside(this Props props, IActorContext parent) => parent.Props.Dispatcher == EventLoops.AnyDispatcher
        ? props.WithDispatcher(EventLoops.AnyDispatcher).WithMailbox(EventLoops.Mailbox)
        : props;

    /// <summary>The socket of a connection that lives on an event loop, for questions about it; else null.</summary>
    public static SafeHandle? SocketHandle(this IActorRef connection) => (connection as DirectConnection)?.SocketHandle;

    /// <summary>Whether Unix sockets can be had: Akka.IO's manager makes TCP sockets only.</summary>
    public static bool HasUnixSockets(this ActorSystem system) => system.Direct().Loops is not null;

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
    public static void ResetOrphans(this ActorSystem system, EchoTransport transport, IPEndPoint listener)
    {
        if (transport == EchoTransport.AkkaIo || system.Direct().Loops is null)
        {
            OrphanedConnections.Reset(listener);
        }
    }

    private static DirectTcpExtension Direct(this ActorSystem system) =>
        system.WithExtension<DirectTcpExtension, DirectTcpExtensionProvider>();

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
