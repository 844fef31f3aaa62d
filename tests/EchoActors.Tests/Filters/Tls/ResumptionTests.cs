using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using EchoActors.Client;
using EchoActors.Filters.Tls;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Filters.Tls;

/// <summary>Whether a session is resumed, as its first bytes tell.</summary>
public sealed class ResumptionTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    // Sessions belong to a name, for all connections of the process.
    private readonly string _name = $"{Guid.NewGuid()}.example";

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_first_bytes_of_a_server_tell_it_however_they_are_cut(SslProtocols version)
    {
        var (certificate, issuers) = Certificates.Read(_certificates.Issue());
        var context = SslStreamCertificateContext.Create(certificate, issuers, offline: true);
        var first = await HandshakeAsync(context, version, resume: true);
        var second = await HandshakeAsync(context, version, resume: true);
        var without = await HandshakeAsync(context, version, resume: false);

        foreach (var cut in new[] { 1, 7, int.MaxValue })
        {
            Assert.Equal((false, true, false), (IsResumed(first, cut), IsResumed(second, cut), IsResumed(without, cut)));
        }

        if (version == SslProtocols.Tls13)
        {
            Assert.True(IsResumed([.. HelloRetryRequest(), .. second], cut: 5));
            Assert.False(IsResumed([.. HelloRetryRequest(), .. first], cut: 5));
        }
    }

    [Property(MaxTest = 300)]
    public void A_ServerHello_of_arbitrary_bytes_does_not_fail_and_its_beginning_tells_nothing(byte[] bytes)
    {
        byte[] hello = [2, 0, 0, (byte)bytes.Length, .. bytes];
        byte[] record = [22, 3, 3, 0, (byte)hello.Length, .. hello];
        _ = IsResumed(record, cut: int.MaxValue);
        Assert.False(IsResumed(record[..^1], cut: 3));
    }

    [Theory]
    [InlineData(EchoTransport.Direct, true)]
    [InlineData(EchoTransport.AkkaIo, true)]
    [InlineData(EchoTransport.Direct, false)]
    public async Task A_second_connection_resumes_the_session_of_the_first_unless_it_must_not(EchoTransport transport, bool resume)
    {
        await using var echo = await TlsExchangeTests.StartAsync(new TlsServerOptions { SelfSigned = true }, transport);
        var options = new TlsClientOptions { Insecure = true, ServerName = _name, Resume = resume };

        var first = await TlsExchangeTests.ExchangeAsync(echo, options, transport: transport);
        var second = await TlsExchangeTests.ExchangeAsync(echo, options, transport: transport);

        Assert.Equal((EchoEnd.Identical, EchoEnd.Identical), (first.Outcome.End, second.Outcome.End));
        Assert.Equal((false, resume), (first.Connection!.Tls!.IsResumed, second.Connection!.Tls!.IsResumed));
    }

    [Fact]
    public async Task The_certificate_of_a_session_that_could_be_resumed_is_checked_again()
    {
        await using var echo = await TlsExchangeTests.StartAsync(new TlsServerOptions { SelfSigned = true });
        var careless = await TlsExchangeTests.ExchangeAsync(echo, new TlsClientOptions { Insecure = true, ServerName = _name });
        var strict = await TlsExchangeTests.ExchangeAsync(echo, new TlsClientOptions { ServerName = _name, Pin = "sha256:" + new string('0', 64) });

        Assert.Equal(EchoEnd.Identical, careless.Outcome.End);
        Assert.Contains("the server's certificate has the pin ", strict.Outcome.Message);
    }

    private static bool IsResumed(byte[] server, int cut)
    {
        var watch = new ResumptionWatch();
        foreach (var part in server.Chunk(cut))
        {
            watch.Add(part);
        }

        return watch.IsResumed;
    }

    // RFC 8446, section 4.1.4: a server that wants another key share asks first, and shows a ChangeCipherSpec to middleboxes.
    private static byte[] HelloRetryRequest()
    {
        byte[] hello =
        [
            3, 3, .. Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C"),
            0, 0x13, 0x02, 0, 0, 6, 0, 43, 0, 2, 3, 4,
        ];
        return [22, 3, 3, 0, (byte)(hello.Length + 4), 2, 0, 0, (byte)hello.Length, .. hello, 20, 3, 3, 0, 1, 1];
    }

    // What the server sends: its handshake, and a byte after its tickets.
    private async Task<byte[]> HandshakeAsync(SslStreamCertificateContext context, SslProtocols version, bool resume)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var server = new SslStream(accepted.GetStream());
        await using var recording = new RecordingStream(client.GetStream());
        await using var encrypted = new SslStream(recording);
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context, EnabledSslProtocols = version }),
            encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = _name,
                EnabledSslProtocols = version,
                AllowTlsResume = resume,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }));
        await server.WriteAsync(new byte[1]);
        await encrypted.ReadExactlyAsync(new byte[1]);
        return recording.Recorded.ToArray();
    }

    private sealed class RecordingStream(Stream inner) : Stream
    {
        public MemoryStream Recorded { get; } = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            Recorded.Write(buffer.Span[..count]);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
