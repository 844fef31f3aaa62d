using EchoActors.Client;
using Xunit;

namespace EchoActors.Tests.Client;

public sealed class RandomMessageTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void No_greeting_of_another_service_begins_as_a_message_does(int size)
    {
        var random = new Random(1);

        var messages = Enumerable.Range(0, 1_000).Select(_ => RandomMessage.Create(size, random)).ToList();

        Assert.All(messages, message => Assert.True(message[0] >= 0x80 && message.Length == size));
        Assert.True(messages.Select(message => message[0]).Distinct().Count() > 100);
    }
}
