using System.Globalization;
using Akka.Actor;
using EchoActors.Client;
using Microsoft.Win32.SafeHandles;

namespace EchoActors.Cli;

/// <summary>One exchange of <c>echoactors send</c>, as a person or a pipe sees it.</summary>
internal sealed class SendRunner : IAsyncDisposable
{
    private readonly HostPort _target;
    private readonly EchoClientOptions _options;
    private readonly bool _verbose;
    private readonly ActorSystem _system;

    public SendRunner(HostPort target, EchoClientOptions options, int verbosity)
    {
        _target = target;
        _options = options;
        _verbose = verbosity > 0;
        _system = ClientSystem.Create(debug: verbosity > 1);
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    /// <summary>A message from the command line: the classic transcript on standard output.</summary>
    public async Task<int> MessageAsync(byte[] message)
    {
        using var echo = new MemoryStream();
        var report = await ExchangeAsync(new EchoTransfer(new MemoryStream(message), echo)
        {
            OnSent = data => Console.WriteLine($"send data successfully, data: {PrintableBytes.Format(data.ToReadOnlySpan())}"),
        });
        if (echo.Length > 0)
        {
            Console.WriteLine($"recv data successfully, data: {PrintableBytes.Format(echo.ToArray())}");
        }

        return Conclude(report, Console.Out);
    }

    /// <summary>Lines typed at a terminal, each with its echo, until ctrl-d.</summary>
    public async Task<int> ConversationAsync()
    {
        await using var keyboard = Console.OpenStandardInput();
        return Conclude(await ExchangeAsync(Transcribed(new EchoTransfer(keyboard, Stream.Null), Console.Out)), Console.Out);
    }

    /// <summary>A file: standard output carries exactly the echoed bytes.</summary>
    public async Task<int> FileAsync(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"the file {path} can't be read: {e.Message}");
        }

        await using (file)
        {
            return await StreamAsync(file);
        }
    }

    /// <summary>A pipe: standard output carries exactly the echoed bytes.</summary>
    public async Task<int> StandardInputAsync()
    {
        await using var input = Console.OpenStandardInput();
        return await StreamAsync(input);
    }

    private async Task<int> StreamAsync(Stream input)
    {
        // The console's own stream hides that the reader of a pipe has gone.
        await using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        var transfer = new EchoTransfer(input, output);
        return Conclude(await ExchangeAsync(_verbose ? Transcribed(transfer, Console.Error) : transfer), Console.Error);
    }

    private Task<EchoReport> ExchangeAsync(EchoTransfer transfer) =>
        _system.EchoAsync(_target, transfer, _options);

    private static EchoTransfer Transcribed(EchoTransfer transfer, TextWriter writer) => transfer with
    {
        OnSent = data => writer.WriteLine($"send data successfully, data: {PrintableBytes.Format(data.ToReadOnlySpan())}"),
        OnEchoed = data => writer.WriteLine($"recv data successfully, data: {PrintableBytes.Format(data.ToReadOnlySpan())}"),
    };

    private static int Conclude(EchoReport report, TextWriter summary)
    {
        var outcome = report.Outcome;
        if (!outcome.IsIdentical)
        {
            Console.Error.WriteLine($"echoactors send: {outcome.Message}");
            return outcome.Connected ? ExitCode.Failure : ExitCode.CouldNotConnect;
        }

        summary.WriteLine(outcome.BytesSent == 0
            ? "nothing to send: the message is empty"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.BytesEchoed:N0} {(outcome.BytesEchoed == 1 ? "byte" : "bytes")} echoed, identical, in {Quantity.Format(report.Elapsed)} (connected in {Quantity.Format(report.Connection!.ConnectTime)})"));
        return ExitCode.Success;
    }
}
