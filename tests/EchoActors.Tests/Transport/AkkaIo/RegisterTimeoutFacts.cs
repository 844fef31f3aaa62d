using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport.AkkaIo;

/// <summary>What happens to a connection whose handler comes too late.</summary>
public sealed class RegisterTimeoutFacts() : AkkaIoFacts("akka.io.tcp.register-timeout = 100ms")
{
    [Fact]
    public async Task A_Connected_that_nobody_registers_is_reset_at_the_register_timeout()
    {
        var server = await BindAsync();
        var client = await DialAsync(server.Address);
        await server.Binder.ExpectMsgAsync<Tcp.Connected>();

        await IsResetAsync(client);
    }
}
