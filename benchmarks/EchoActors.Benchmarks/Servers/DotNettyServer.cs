using System.Net;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;

namespace EchoActors.Benchmarks.Servers;

/// <summary>DotNetty's echo example, without its length-prefix frames: here the bytes are the protocol.</summary>
internal sealed class DotNettyServer : IEchoServer
{
    public async Task<int> Start()
    {
        var bootstrap = new ServerBootstrap()
            .Group(new MultithreadEventLoopGroup(1), new MultithreadEventLoopGroup())
            .Channel<TcpServerSocketChannel>()
            .Option(ChannelOption.SoBacklog, 4096)
            .ChildOption(ChannelOption.TcpNodelay, true)
            .ChildHandler(new ActionChannelInitializer<ISocketChannel>(
                channel => channel.Pipeline.AddLast("echo", new EchoHandler())));
        var listener = await bootstrap.BindAsync(IPAddress.Loopback, 0);
        return ((IPEndPoint)listener.LocalAddress).Port;
    }

    private sealed class EchoHandler : ChannelHandlerAdapter
    {
        public override void ChannelRead(IChannelHandlerContext context, object message) => context.WriteAsync(message);

        public override void ChannelReadComplete(IChannelHandlerContext context) => context.Flush();

        public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => context.CloseAsync();
    }
}
