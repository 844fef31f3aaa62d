using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>A long stream costs no more memory than a short one.</summary>
public sealed class MemoryTests
{
    private const long StreamBytes = 400_000_000;
    private const long MostResident = 280_000_000; // a runtime, its code, the windows and what the server collector leaves lying; less than the stream

    [SkippableFact]
    public async Task Four_hundred_megabytes_through_a_pipe_leave_both_sides_small()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The peak of resident memory is read from /proc.");
        await using var server = await ServerProcess.StartAsync();
        await using var send = EchoActorsProcess.StartStreaming("send", server.Target);

        var writing = Task.Run(() => WriteAsync(send.Input));
        await ReadAsync(send.OutputStream);
        await writing.OrFail();

        // Everything is back and the input still open: both processes live.
        var (client, echo) = (send.PeakResidentBytes, server.PeakResidentBytes);
        Assert.True(client < MostResident, $"the client had {client:N0} bytes resident");
        Assert.True(echo < MostResident, $"the server had {echo:N0} bytes resident");

        send.Input.Close();
        Assert.Equal(0, await send.ExitCodeAsync());
        Assert.StartsWith("400,000,000 bytes echoed, identical", send.Error.Text);
    }

    private static async Task WriteAsync(Stream input)
    {
        var chunk = new byte[100_000];
        for (long written = 0; written < StreamBytes; written += chunk.Length)
        {
            Array.Fill(chunk, (byte)(written / chunk.Length));
            await input.WriteAsync(chunk);
        }

        await input.FlushAsync();
    }

    private static async Task ReadAsync(Stream output)
    {
        var buffer = new byte[1 << 16];
        for (long read = 0; read < StreamBytes;)
        {
            var count = await output.ReadAsync(buffer).AsTask().OrFail(); // a busy machine may be slow, but not stand still
            Assert.NotEqual(0, count);
            read += count;
        }
    }
}
