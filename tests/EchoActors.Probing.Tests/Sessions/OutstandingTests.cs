using EchoActors.Probing.Sessions;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Probing.Tests.Sessions;

public sealed class OutstandingTests
{
    [Property]
    public void However_echoes_are_cut_messages_complete_in_order_and_no_byte_is_counted_twice(NonEmptyArray<byte> sizes, byte[] cuts)
    {
        var outstanding = new Outstanding();
        var expected = sizes.Get.Select((size, number) => new Outstanding.Message(number, number, size + 1)).ToList();
        expected.ForEach(message => outstanding.Add(message.DueAt, message.SentAt, message.Size));
        var left = expected.Sum(message => message.Size);
        Assert.Equal(left, outstanding.Bytes);

        var completed = new List<Outstanding.Message>();
        foreach (var cut in cuts.Select(cut => (int)cut).Append(int.MaxValue))
        {
            var bytes = Math.Min(cut, left);
            left -= bytes;
            while (outstanding.TryComplete(ref bytes, out var message))
            {
                completed.Add(message);
            }

            Assert.Equal(0, bytes);
        }

        Assert.Equal(expected, completed);
        Assert.Equal((0, 0L), (outstanding.Count, outstanding.Bytes));
    }

    [Fact]
    public void The_first_message_says_when_it_was_sent_and_how_much_of_it_is_back()
    {
        var outstanding = new Outstanding();
        Assert.Null(outstanding.FirstSentAt);
        outstanding.Add(dueAt: 1, sentAt: 2, size: 10);
        outstanding.Add(dueAt: 3, sentAt: 4, size: 10);

        var bytes = 7;
        Assert.False(outstanding.TryComplete(ref bytes, out _));
        Assert.Equal((2, 7), (outstanding.FirstSentAt, outstanding.FirstEchoed));

        bytes = 5;
        Assert.True(outstanding.TryComplete(ref bytes, out _));
        Assert.False(outstanding.TryComplete(ref bytes, out _));
        Assert.Equal((4, 2), (outstanding.FirstSentAt, outstanding.FirstEchoed));
    }
}
