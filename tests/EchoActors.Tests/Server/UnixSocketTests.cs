using System.Net.Sockets;
using System.Runtime.Versioning;
using Akka.Actor;
using EchoActors.Client;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Server;

/// <summary>Servers and clients over Unix sockets.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("echoactors-unix-").FullName;

    private string SocketPath => Path.Combine(_folder, "echo.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(EchoTransport.Direct, false)]
    [InlineData(EchoTransport.AkkaIo, false)]
    [InlineData(EchoTransport.Direct, true)]
    public async Task Every_byte_comes_back(EchoTransport transport, bool isAbstract)
    {
        var endpoint = Endpoint.Unix(isAbstract ? $"@{Path.GetFileName(_folder)}" : SocketPath);
        await using var echo = await StartAsync(endpoint, transport);
        var message = new byte[1_000_000];
        Random.Shared.NextBytes(message);

        var report = await echo.System.EchoAsync(endpoint, message, new EchoClientOptions { Transport = transport, Timeout = Deadline.Limit });

        Assert.Equal(endpoint, echo.Address);
        Assert.Equal(EchoEnd.Identical, report.Outcome.End);
        await Deadline.UntilAsync(() => echo.Statistics.Ended(ConnectionEnd.PeerClosed) == 1);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task The_file_has_the_mode_that_was_asked_for_and_goes_when_the_server_stops()
    {
        await using var echo = await StartAsync(Endpoint.Unix(SocketPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(SocketPath));

        await echo.DrainAsync();

        Assert.False(Path.Exists(SocketPath));
    }

    [Fact]
    public async Task A_socket_at_which_nobody_listens_is_replaced()
    {
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(SocketPath));
            left.Listen();
            File.Move(SocketPath, SocketPath + ".kept"); // closing a socket removes the file that it was bound to
        }

        File.Move(SocketPath + ".kept", SocketPath);

        await using var echo = await StartAsync(Endpoint.Unix(SocketPath));

        Assert.Equal(EchoEnd.Identical, (await echo.System.EchoAsync(echo.Address, "hello"u8.ToArray(), new EchoClientOptions())).Outcome.End);
    }

    [Fact]
    public async Task A_socket_at_which_somebody_listens_is_in_use_and_stays()
    {
        await using var first = await StartAsync(Endpoint.Unix(SocketPath));

        Assert.Equal($"can't listen on unix:{SocketPath}: the address is already in use; stop what listens there or choose another path.", await FailureAsync());
        Assert.Equal(EchoEnd.Identical, (await first.System.EchoAsync(first.Address, "hello"u8.ToArray(), new EchoClientOptions())).Outcome.End);
    }

    [Fact]
    public async Task Another_file_is_never_touched()
    {
        await File.WriteAllTextAsync(SocketPath, "precious");

        Assert.Contains("is a file and no socket", await FailureAsync());
        Assert.Equal("precious", await File.ReadAllTextAsync(SocketPath));
    }

    [Fact]
    public async Task A_socket_that_does_not_exist_is_told_as_such()
    {
        await using var echo = await EchoSystem.StartAsync();

        var report = await echo.System.EchoAsync(Endpoint.Unix(SocketPath), "hello"u8.ToArray(), new EchoClientOptions());

        Assert.Equal($"unix:{SocketPath} does not exist: no server has made this socket.", report.Outcome.Message);
    }

    private static Task<EchoSystem> StartAsync(Endpoint endpoint, EchoTransport transport = EchoTransport.Direct) =>
        EchoSystem.StartAsync(new EchoServerOptions { Listen = [endpoint], Transport = transport });

    private async Task<string> FailureAsync()
    {
        using var system = ActorSystem.Create("second", "akka { loglevel = OFF, stdout-loglevel = OFF }");
        var server = system.ActorOf(EchoServer.Props(new EchoServerOptions { Listen = [Endpoint.Unix(SocketPath)] }));
        return (await server.Ask<EchoServer.BindFailed>(EchoServer.GetBound.Instance, Deadline.Limit)).Message;
    }
}
