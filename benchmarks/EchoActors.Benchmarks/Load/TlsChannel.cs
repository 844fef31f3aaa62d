using EchoActors.Benchmarks.Linux;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Load;

/// <summary>TLS over a socket. The handshake is part of the first send and of the receives after it.</summary>
internal sealed unsafe class TlsChannel(int descriptor) : Channel(descriptor)
{
    private readonly nint _client = OpenSsl.NewClient(descriptor);

    internal override int Awaited => OpenSsl.Want(_client) == OpenSsl.Writing ? EPOLLOUT : EPOLLIN;

    // A call takes or gives one record.
    internal override bool ShortMeansEmpty => false;

    internal override int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return Outcome(OpenSsl.Read(_client, start, buffer.Length));
        }
    }

    internal override int Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return Outcome(OpenSsl.Write(_client, start, bytes.Length));
        }
    }

    /// <summary>Says close_notify, and closes.</summary>
    public override void Dispose()
    {
        _ = OpenSsl.Shutdown(_client);
        OpenSsl.Free(_client);
        base.Dispose();
    }

    private int Outcome(int result)
    {
        if (result > 0)
        {
            return result;
        }

        return OpenSsl.ErrorOf(_client, result) is OpenSsl.WantsRead or OpenSsl.WantsWrite ? 0
            : result == 0 ? throw EndedEarly()
            : throw new LoadException($"TLS failed: {OpenSsl.LastError()}.");
    }
}
