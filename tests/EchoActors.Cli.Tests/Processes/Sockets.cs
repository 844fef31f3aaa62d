using System.Net.Sockets;
using System.Text;

namespace EchoActors.Cli.Tests.Processes;

/// <summary>What tests do with a raw socket, each call within the deadline.</summary>
internal static class Sockets
{
    /// <summary>Sends <paramref name="text"/> and reads as many bytes back.</summary>
    public static async Task<string> EchoAsync(this Socket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text)).OrFail();
        var buffer = new byte[Encoding.UTF8.GetByteCount(text)];
        for (var read = 0; read < buffer.Length;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(read)).AsTask().OrFail();
            Assert.NotEqual(0, count);
            read += count;
        }

        return Encoding.UTF8.GetString(buffer);
    }
}
