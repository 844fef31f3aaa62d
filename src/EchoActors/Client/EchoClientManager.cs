using Akka.Actor;

namespace EchoActors.Client;

/// <summary>
/// Makes an <see cref="EchoClient"/> for each actor that asks, as a <c>Tcp</c> manager makes connections: tell it
/// <see cref="Connect"/>, and the client itself answers with <see cref="EchoClient.Connected"/> or
/// <see cref="EchoClient.Ended"/>; tell that sender what to send.
/// </summary>
public sealed class EchoClientManager : UntypedActor
{
    /// <summary>Asks for a connection to <paramref name="Target"/> that belongs to the sender.</summary>
    public sealed record Connect(Endpoint Target);

    private readonly EchoClientOptions _options;

    private EchoClientManager(EchoClientOptions options) => _options = options;

    /// <summary>A manager whose clients all have <paramref name="options"/>.</summary>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names its setting.</exception>
    public static Props Props(EchoClientOptions options)
    {
        var valid = options.Checked();
        return ActorProps.Create(() => new EchoClientManager(valid));
    }

    // A client that fails has told its owner nothing; the owner watches it. A restarted client would have another connection.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Connect connect:
                Context.ActorOf(EchoClient.Props(connect.Target, _options, Sender));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
