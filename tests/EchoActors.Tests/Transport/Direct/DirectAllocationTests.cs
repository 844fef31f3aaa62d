using Akka.Actor;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>What an echo costs the garbage collector.</summary>
public sealed class DirectAllocationTests
{
    private const int Messages = 1000;

    [Fact]
    public async Task An_echo_allocates_nothing_once_a_client_is_served()
    {
        await using var echo = await EchoSystem.StartAsync(new EchoServerOptions { Transport = EchoTransport.Direct, LogConnections = false });
        using var client = await RawClient.ConnectAsync(echo.EndPoint);
        await ExchangeAsync(client); // compiles, and fills what is used again
        var before = await AllocatedAsync(echo.System);

        await ExchangeAsync(client);

        var bytes = await AllocatedAsync(echo.System) - before;
        Assert.InRange((double)bytes / Messages, 0, 8); // the progress monitor looks now and then
    }

    private static async Task ExchangeAsync(RawClient client)
    {
        for (var message = 0; message < Messages; message++)
        {
            await client.SendAsync(new byte[64]);
            await client.ReceiveAsync(64);
        }
    }

    private static async Task<long> AllocatedAsync(ActorSystem system)
    {
        var bytes = 0L;
        foreach (var loop in system.WithExtension<DirectTcpExtension, DirectTcpExtensionProvider>().Loops!.All)
        {
            var allocated = new TaskCompletionSource<long>();
            loop.Execute(() => allocated.SetResult(GC.GetAllocatedBytesForCurrentThread()));
            bytes += await allocated.Task.WaitAsync(Deadline.Limit);
        }

        return bytes;
    }
}
