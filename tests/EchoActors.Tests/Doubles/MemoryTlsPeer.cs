using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Akka.IO;
using EchoActors.Filters.Tls;

namespace EchoActors.Tests.Doubles;

/// <summary>One end of TLS, the runtime's, over memory: a test carries its bytes to the other end and back.</summary>
internal sealed class MemoryTlsPeer
{
    private static readonly X509Certificate2 Certificate = Certificates.SelfSigned(["localhost"]);

    private readonly CipherStream _wire = new();
    private readonly SslStream _stream;
    private readonly Task _handshake;
    private ByteString _output = ByteString.Empty;

    public MemoryTlsPeer(bool isServer)
    {
        _stream = new SslStream(_wire, leaveInnerStreamOpen: true, (_, _, _, _) => true);
        _handshake = isServer ? _stream.AuthenticateAsServerAsync(Certificate) : _stream.AuthenticateAsClientAsync("localhost");
    }

    /// <summary>Whether its part of the handshake is done.</summary>
    public bool IsAuthenticated => _handshake.IsCompletedSuccessfully;

    /// <summary>How many bytes it has sent that were not taken.</summary>
    public int OutputCount => Output().Count;

    /// <summary>Takes bytes that it has sent.</summary>
    public ByteString TakeOutput(int atMost)
    {
        var count = Math.Min(atMost, OutputCount);
        var taken = _output.Slice(0, count);
        _output = _output.Slice(count);
        return taken;
    }

    /// <summary>It receives bytes of the other end.</summary>
    public void Feed(ByteString data) => _wire.Feed(data);

    public void Write(string text) => _stream.Write(Encoding.ASCII.GetBytes(text));

    /// <summary>It sends close_notify.</summary>
    public void Shutdown() => _stream.ShutdownAsync().GetAwaiter().GetResult();

    /// <summary>What it has received, and whether that ended with close_notify. Called once.</summary>
    public (string Text, bool HasEnded) Read()
    {
        var text = new StringBuilder();
        var buffer = new byte[20_000];
        while (_stream.ReadAsync(buffer).AsTask() is { IsCompleted: true } read)
        {
            var count = read.GetAwaiter().GetResult();
            if (count == 0)
            {
                return (text.ToString(), true);
            }

            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return (text.ToString(), false);
    }

    private ByteString Output()
    {
        if (_wire.OutputCount > 0)
        {
            _output += _wire.TakeOutput();
        }

        return _output;
    }
}
