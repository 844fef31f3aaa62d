using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using EchoActors.Tests.Dispatch;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

public sealed class DirectConnectionFairnessTests : DispatchTest
{
    private const int FrameSize = 512;
    private const int Chunks = 40;

    [Fact]
    public async Task A_connection_that_always_has_more_leaves_the_socket_thread_after_eight_chunks()
    {
        var threads = new List<Thread>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = Idle((connection, message) =>
        {
            switch (message)
            {
                case Tcp.Received when first.TrySetResult(): // then the rest is there as well
                    break;
                case Tcp.Received:
                    threads.Add(Thread.CurrentThread);
                    if (threads.Count == Chunks)
                    {
                        all.SetResult();
                    }

                    connection.Tell(Tcp.ResumeReading.Instance);
                    break;
            }
        });
        var (client, connection) = await ConnectAsync(handler);
        await client.SendAsync(new byte[FrameSize * (1 + Chunks)]);
        connection.Tell(Tcp.ResumeReading.Instance);
        await first.Task.WaitAsync(Deadline);
        AwaitIdle(handler);

        Thread socketThread = null!;
        SocketThread.Run(() =>
        {
            socketThread = Thread.CurrentThread;
            connection.Tell(Tcp.ResumeReading.Instance);
        });

        await all.Task.WaitAsync(Deadline);
        var onSocketThread = threads.TakeWhile(thread => thread == socketThread).Count();
        Assert.InRange(onSocketThread, 1, 8);
        Assert.All(threads.Skip(onSocketThread), thread => Assert.True(thread.IsThreadPoolThread));
        client.Dispose();
    }

    private async Task<(Socket Client, IActorRef Connection)> ConnectAsync(IActorRef handler)
    {
        var bound = new TaskCompletionSource<Tcp.Bound>();
        var accepted = new TaskCompletionSource<IActorRef>();
        var binder = System.ActorOf(OrdinaryActor.Props((sender, message) =>
        {
            if (message is Tcp.Bound it)
            {
                bound.SetResult(it);
            }
            else
            {
                sender.Tell(new Tcp.Register(handler));
                accepted.SetResult(sender);
            }
        }));
        var settings = System.WithExtension<TcpExt, Tcp>().Settings with { MaxFrameSizeBytes = FrameSize };
        System.ActorOf(DirectTcp.Props()).Tell(
            new Tcp.Bind(binder, new IPEndPoint(IPAddress.Loopback, 0), pullMode: true) { TcpSettings = settings }, binder);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync((await bound.Task.WaitAsync(Deadline)).LocalAddress);
        return (client, await accepted.Task.WaitAsync(Deadline));
    }
}
