using System.Threading.Channels;
using EchoActors.Probing.Ping;

namespace EchoActors.Cli;

/// <summary>One run of <c>echoactors ping</c>: its lines, its summary and its exit code.</summary>
internal sealed class PingRunner(PingOptions options, OutputFormat format) : IProgress<PingEvent>
{
    // The ping hands events over and is never held up by a terminal.
    private readonly Channel<PingEvent> _events = Channel.CreateUnbounded<PingEvent>();

    public void Report(PingEvent value) => _events.Writer.TryWrite(value);

    public async Task<int> RunAsync()
    {
        using var interruption = new Interruption();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, StandardStreams.OutputFailed);
        var system = await ClientSystem.CreateForMeasuringAsync(options.Transport, options.Target);
        IPingWriter writer = format == OutputFormat.Json ? new PingJson(options.Target) : new PingText(options);
        var written = WriteAsync(writer);
        var summary = await system.PingAsync(options, this, ending.Token);
        _events.Writer.Complete();
        await written;
        writer.Write(summary);
        await system.Terminate();
        return summary switch
        {
            { HasConnected: false, Sent: > 0 } => ExitCode.CouldNotConnect,
            { Lost: > 0 } or { Faults: > 0 } => ExitCode.Failure,
            { Echoed: 0 } => ExitCode.Failure,
            _ => ExitCode.Success,
        };
    }

    private async Task WriteAsync(IPingWriter writer)
    {
        await foreach (var happened in _events.Reader.ReadAllAsync())
        {
            writer.Write(happened);
        }
    }
}
