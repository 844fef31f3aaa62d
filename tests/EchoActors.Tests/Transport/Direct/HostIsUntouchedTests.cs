using System.Collections;
using System.Net.Sockets;
using EchoActors.Server;
using EchoActors.Tests.Dispatch;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>A process that hosts a server of the direct transport has sockets of its own.</summary>
[Collection(InlineSocketCompletionsTests.EnvironmentOfTheProcess)]
public sealed class HostIsUntouchedTests
{
    [Fact]
    public async Task Its_environment_is_as_before_and_its_sockets_complete_on_the_pool_and_may_block_there()
    {
        var before = Sorted(Environment.GetEnvironmentVariables());
        await using var echo = await EchoSystem.StartAsync(new EchoServerOptions { Transport = EchoTransport.Direct });
        using var client = await RawClient.ConnectAsync(echo.EndPoint);
        using var own = new SocketPair(receiveBuffer: 65_536);
        using var release = new ManualResetEventSlim();
        var thread = new TaskCompletionSource<(bool IsPool, bool IsLoop)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocked = Task.Run(async () =>
        {
            await own.Accepted.ReceiveAsync(new byte[1]);
            thread.SetResult((Thread.CurrentThread.IsThreadPoolThread, EventLoop.Current is not null));
            release.Wait(Deadline.Limit);
        });

        await own.Connected.SendAsync("x"u8.ToArray());
        Assert.Equal((true, false), await thread.Task.WaitAsync(Deadline.Limit));
        await client.SendAsync("ping"u8.ToArray());
        Assert.Equal("ping"u8.ToArray(), await client.ReceiveAsync(4));

        release.Set();
        await blocked;
        Assert.Equal(before, Sorted(Environment.GetEnvironmentVariables()));
    }

    private static IReadOnlyList<string> Sorted(IDictionary variables) =>
        [.. variables.Cast<DictionaryEntry>().Select(each => $"{each.Key}={each.Value}").Order(StringComparer.Ordinal)];
}
