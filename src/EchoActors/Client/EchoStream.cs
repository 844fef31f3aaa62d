using Akka.Actor;
using Akka.IO;

namespace EchoActors.Client;

/// <summary>
/// Streams an input through an echo server into an output, sending and receiving at the same time, in constant memory:
/// it reads on only while less than a window of bytes is sent and not yet written to the output.
/// </summary>
internal sealed class EchoStream : TaskActor<EchoReport>
{
    private const int ReadSize = 64 * 1024;

    private sealed record InputRead(ByteString Data);

    private sealed record InputFailed(Exception Cause);

    private sealed record OutputWritten(int Bytes);

    private sealed record OutputFailed(Exception Cause);

    private readonly Endpoint _target;
    private readonly EchoClientOptions _options;
    private readonly EchoTransfer _transfer;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly Queue<ByteString> _toWrite = new(); // echoes that wait for the output
    private IActorRef _client = ActorRefs.Nobody;
    private EchoClient.Connected? _connection;
    private EchoOutcome? _outcome;
    private long _inFlight; // bytes read and not yet written to the output
    private bool _reading; // a read of the input is under way
    private bool _inputEnded; // the input has no more bytes
    private bool _writing; // a write to the output is under way

    private EchoStream(
        Endpoint target,
        EchoClientOptions options,
        EchoTransfer transfer,
        TaskCompletionSource<EchoReport> done,
        TimeProvider time)
        : base(done)
    {
        _target = target;
        _options = options;
        _transfer = transfer;
        _time = time;
        _startedAt = time.GetTimestamp();
    }

    public static Props Props(
        Endpoint target,
        EchoClientOptions options,
        EchoTransfer transfer,
        TaskCompletionSource<EchoReport> done,
        TimeProvider time) =>
        ActorProps.Create(() => new EchoStream(target, options, transfer, done, time));

    protected override void PreStart() =>
        _client = Context.Watch(Context.ActorOf(EchoClient.Props(_target, _options, Self, time: _time)));

    // A client that was restarted would have another connection, and would not know what is outstanding.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EchoClient.Connected connected:
                _connection = connected;
                _transfer.OnConnected?.Invoke(connected);
                ReadOn();
                break;
            case InputRead { Data.IsEmpty: true }:
                _inputEnded = true;
                _client.Tell(EchoClient.FinishSending.Instance);
                break;
            case InputRead read:
                _reading = false;
                _inFlight += read.Data.Count;
                _client.Tell(new EchoClient.Send(read.Data, confirm: _transfer.OnSent is not null));
                ReadOn();
                break;
            case EchoClient.Sent sent:
                _transfer.OnSent?.Invoke(sent.Data);
                break;
            case EchoClient.Echoed echoed:
                _transfer.OnEchoed?.Invoke(echoed.Data);
                _toWrite.Enqueue(echoed.Data);
                WriteOn();
                break;
            case OutputWritten written:
                _writing = false;
                _inFlight -= written.Bytes;
                WriteOn();
                ReadOn();
                FinishWhenWritten();
                break;
            case EchoClient.Ended ended:
                _outcome ??= ended.Outcome;
                FinishWhenWritten();
                break;
            case Terminated when _outcome is null:
                GiveUp("the echo client failed.");
                break;
            case Terminated: // it has told how it ended; the rest of the output is on its way
                break;
            case InputFailed failed:
                GiveUp($"the input can't be read: {failed.Cause.Message}.");
                break;
            case OutputFailed failed:
                GiveUp($"the output can't be written: {failed.Cause.Message}.");
                break;
            case ActorTask.Cancel:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ReadOn()
    {
        if (_reading || _inputEnded || _outcome is not null || _inFlight >= _options.Window)
        {
            return;
        }

        _reading = true;
        Read(_transfer.Input).PipeTo(Self, success: data => new InputRead(data), failure: cause => new InputFailed(cause));

        static async Task<ByteString> Read(Stream input)
        {
            var buffer = new byte[ReadSize];
            var count = await input.ReadAsync(buffer).ConfigureAwait(false);
            return ByteString.FromBytes(buffer, 0, count);
        }
    }

    private void WriteOn()
    {
        if (_writing || !_toWrite.TryDequeue(out var data))
        {
            return;
        }

        _writing = true;
        data.WriteToAsync(_transfer.Output).PipeTo(
            Self, success: () => new OutputWritten(data.Count), failure: cause => new OutputFailed(cause));
    }

    private void FinishWhenWritten()
    {
        if (_outcome is not null && !_writing && _toWrite.Count == 0)
        {
            Finish(_outcome);
        }
    }

    private void GiveUp(string message) => Finish(new EchoOutcome(
        EchoEnd.Abandoned, message, _outcome?.BytesSent ?? 0, _outcome?.BytesEchoed ?? 0, _connection is not null));

    private void Finish(EchoOutcome outcome) =>
        Complete(new EchoReport(outcome, _connection, _time.GetElapsedTime(_startedAt)));
}
