using Akka.Actor;
using Akka.IO;
using EchoActors.Client;
using EchoActors.Probing;

namespace EchoActors.Cli;

/// <summary>One exchange of <c>echoactors send</c>, as a person or a pipe sees it.</summary>
internal sealed class SendRunner : IAsyncDisposable
{
    private readonly Endpoint _target;
    private readonly EchoClientOptions _options;
    private readonly bool _verbose;
    private readonly bool _debug;
    private readonly ActorSystem _system;

    public SendRunner(Endpoint target, EchoClientOptions options, int verbosity)
    {
        _target = target;
        _options = options;
        _verbose = verbosity > 0;
        _debug = verbosity > 1;
        _system = ClientSystem.Create(_debug);
    }

    // A silent system ends with the process, which is sooner; one that logs writes its last lines first.
    public async ValueTask DisposeAsync() => await (_debug ? _system.Terminate() : Task.CompletedTask);

    /// <summary>A message from the command line: the classic transcript on standard output.</summary>
    public async Task<int> MessageAsync(byte[] message)
    {
        using var echo = new MemoryStream();
        var report = await ExchangeAsync(new EchoTransfer(new MemoryStream(message), echo)
        {
            OnSent = data => Console.WriteLine(SendText.Sent(data)),
        });
        if (echo.Length > 0)
        {
            Console.WriteLine(SendText.Echoed(ByteString.FromBytes(echo.ToArray())));
        }

        return Conclude(report, Console.Out);
    }

    /// <summary>Lines typed at a terminal, each with its echo, until ctrl-d.</summary>
    public async Task<int> ConversationAsync()
    {
        var keyboard = Console.OpenStandardInput();
        var conversation = new SendConversation();
        var report = await ExchangeAsync(conversation.Over(keyboard));
        conversation.End();
        return Conclude(report, Console.Out);
    }

    /// <summary>A file: standard output carries exactly the echoed bytes.</summary>
    public async Task<int> FileAsync(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw UsageException.OfFile(path, "read", e);
        }

        await using (file)
        {
            return await StreamAsync(file, file.CanSeek ? file.Length : null);
        }
    }

    /// <summary>A pipe: standard output carries exactly the echoed bytes.</summary>
    public Task<int> StandardInputAsync() => StreamAsync(Console.OpenStandardInput(), length: null);

    private async Task<int> StreamAsync(Stream input, long? length)
    {
        var transfer = new EchoTransfer(input, StandardStreams.OpenOutput());
        if (_verbose)
        {
            var transcript = new Transcript(Console.Error);
            var report = await ExchangeAsync(transfer with { OnSent = transcript.Sent, OnEchoed = transcript.Echoed });
            transcript.End();
            return Conclude(report, Console.Error);
        }

        // A terminal that shows the echoed bytes needs no progress line.
        if (!Console.IsErrorRedirected && Console.IsOutputRedirected)
        {
            return Conclude(await ExchangeWithProgressAsync(transfer, length), Console.Error);
        }

        return Conclude(await ExchangeAsync(transfer), Console.Error);
    }

    private async Task<EchoReport?> ExchangeWithProgressAsync(EchoTransfer transfer, long? length)
    {
        await using var progress = new SendProgress(length);
        return await ExchangeAsync(progress.Count(transfer));
    }

    // Null when it was interrupted.
    private async Task<EchoReport?> ExchangeAsync(EchoTransfer transfer)
    {
        using var interruption = new Interruption();
        await WarmUpAsync();
        try
        {
            return await _system.EchoAsync(_target, transfer with { OnConnected = ShowConnection + transfer.OnConnected }, _options, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return null;
        }
    }

    private void ShowConnection(EchoClient.Connected connected)
    {
        if (!_verbose)
        {
            return;
        }

        foreach (var tried in connected.Tried)
        {
            Console.Error.WriteLine($"tried: {tried}");
        }

        if (connected.Tls is { } session)
        {
            Console.Error.WriteLine(TlsText.Of(session));
        }
    }

    private static int Conclude(EchoReport? report, TextWriter summary)
    {
        switch (report)
        {
            case null:
                Console.Error.WriteLine("echoactors send: interrupted.");
                return ExitCode.Interrupted;
            case { Outcome: { IsIdentical: false } fault }:
                Console.Error.WriteLine($"echoactors send: {fault.Message}");
                return fault.Connected ? ExitCode.Failure : ExitCode.CouldNotConnect;
            default:
                summary.WriteLine(SendText.Summary(report));
                return ExitCode.Success;
        }
    }

    // On a silent system: -vv shows each socket call of the exchange, and none of the warm-up.
    private async Task WarmUpAsync()
    {
        var overTls = _target.Scheme == EndpointScheme.Tls;
        if (!_debug)
        {
            await _system.WarmUpExchangeAsync(overTls);
            return;
        }

        var silent = ClientSystem.Create(debug: false);
        await silent.WarmUpExchangeAsync(overTls);
        await silent.Terminate();
    }
}
