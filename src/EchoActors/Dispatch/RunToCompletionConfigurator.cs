using Akka.Configuration;
using Akka.Dispatch;

namespace EchoActors.Dispatch;

/// <summary>
/// Makes the executor of a dispatcher whose <c>executor</c> setting names this class; <see cref="RunToCompletion.Config"/>
/// does. Its bounds are <c>echoactors.dispatch</c>.
/// </summary>
/// <param name="config">The dispatcher's section.</param>
/// <param name="prerequisites">The settings and event stream of the actor system.</param>
/// <exception cref="Configuration.SettingsException">A bound is out of range; the message names it.</exception>
internal sealed class RunToCompletionConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    private readonly RunToCompletionOptions _settings = RunToCompletionOptions.FromConfig(prerequisites.Settings.Config);

    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new RunToCompletionExecutor(id, _settings);
}
