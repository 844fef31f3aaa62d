using System.Net.Sockets;
using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport.AkkaIo;

/// <summary>recv and send, as Akka.IO does them.</summary>
public sealed class ReadAndWriteFacts : AkkaIoFacts
{
    [Fact]
    public async Task Pull_mode_reads_one_chunk_for_each_ResumeReading()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        await client.SendAsync(new byte[200_000]);

        // The peer takes each write at once, so its acknowledgement would come after a chunk that nobody asked for.
        for (var chunk = 0; chunk < 10; chunk++)
        {
            handler.Send(connection, Tcp.ResumeReading.Instance);
            await handler.ExpectMsgAsync<Tcp.Received>();
            handler.Send(connection, Tcp.Write.Create(ByteString.FromString("!"), new WriteAck(chunk)));
            await handler.ExpectMsgAsync<WriteAck>();
        }

        client.Dispose();
    }

    [Fact]
    public async Task Received_data_is_a_copy_that_later_reads_leave_alone()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());
        var chunks = new List<ByteString>();
        foreach (var text in new[] { "aaaa", "bbbb", "cccc" })
        {
            await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(text));
            handler.Send(connection, Tcp.ResumeReading.Instance);
            chunks.Add((await handler.ExpectMsgAsync<Tcp.Received>()).Data);
        }

        Assert.Equal(["aaaa", "bbbb", "cccc"], chunks.Select(chunk => chunk.ToString(System.Text.Encoding.ASCII)));
        client.Dispose();
    }

    [Fact]
    public async Task An_empty_Write_is_acknowledged_before_an_earlier_one()
    {
        var (client, connection, handler) = await ConnectAsync(await BindAsync());

        handler.Send(connection, Tcp.Write.Create(ByteString.FromBytes(new byte[MoreThanBuffersHold]), new WriteAck(1)));
        handler.Send(connection, Tcp.Write.Create(ByteString.FromString("waits its turn"), new WriteAck(2)));
        handler.Send(connection, Tcp.Write.Create(ByteString.Empty, new WriteAck(3)));
        Assert.True(await IsAliveAsync(connection)); // all are queued before the peer takes anything
        var reading = ReadToEndAsync(client);

        var order = new List<int>();
        while (order.Count < 3)
        {
            order.Add((await handler.ExpectMsgAsync<WriteAck>()).Number);
        }

        Assert.True(order.IndexOf(3) < order.IndexOf(2), string.Join(", ", order));
        handler.Send(connection, Tcp.Close.Instance);
        await reading;
        client.Dispose();
    }
}
