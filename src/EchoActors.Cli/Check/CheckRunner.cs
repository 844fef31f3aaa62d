using EchoActors.Probing.Check;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary>One run of <c>echoactors check</c>: its lines, its verdict and its exit code.</summary>
internal sealed class CheckRunner(CheckOptions options, ICheckWriter writer, bool strict)
{
    public async Task<int> RunAsync()
    {
        using var interruption = new Interruption();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, StandardStreams.OutputFailed);
        var system = await ClientSystem.CreateForMeasuringAsync(EchoTransport.Direct, options.Target);
        var startedAt = TimeProvider.System.GetTimestamp();
        var findings = new List<Finding>();
        await using (var spinner = new Spinner(writer.Streams))
        {
            await foreach (var happened in system.CheckAsync(options, ending.Token))
            {
                switch (happened)
                {
                    case CheckEvent.Begun begun:
                        spinner.Show(begun.Part);
                        break;
                    case CheckEvent.Found { Finding: var finding }:
                        await spinner.HideAsync();
                        findings.Add(finding);
                        writer.Write(finding);
                        break;
                    default:
                        throw new InvalidOperationException($"{happened} is not known to {nameof(CheckRunner)}.");
                }
            }
        }

        var report = new CheckReport(options.Target, findings, TimeProvider.System.GetElapsedTime(startedAt));
        writer.Write(report);
        await system.Terminate();
        return report switch
        {
            { CouldNotConnect: true } => ExitCode.CouldNotConnect,
            { Verdict: CheckVerdict.Fail } => ExitCode.Failure,
            { Verdict: CheckVerdict.Warn } when strict => ExitCode.Failure,
            { Verdict: CheckVerdict.Skip } => ExitCode.Failure, // nothing was found out
            _ => ExitCode.Success,
        };
    }
}
