using Akka.Configuration;
using Akka.Hosting;
using EchoActors.Client;
using EchoActors.Configuration;

namespace EchoActors.Hosting;

/// <summary>Echo clients in a host's actor system.</summary>
public static class EchoClientHosting
{
    /// <summary>
    /// Starts an <see cref="EchoClientManager"/> and registers it as <c>IRequiredActor&lt;EchoClientManager&gt;</c>: any
    /// actor tells it <see cref="EchoClientManager.Connect"/>.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">
    /// How its clients behave; read from <c>echoactors.client</c> of the HOCON added so far when left out.
    /// </param>
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of range.</exception>
    public static AkkaConfigurationBuilder WithEchoClient(
        this AkkaConfigurationBuilder builder, EchoClientOptions? options = null)
    {
        var settings = options?.Checked() ?? EchoClientOptions.FromConfig(builder.Configuration.GetOrElse(Config.Empty));
        return builder.WithActors((system, registry) =>
            registry.Register<EchoClientManager>(system.ActorOf(EchoClientManager.Props(settings), "echo-clients")));
    }
}
