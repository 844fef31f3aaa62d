using System.Text;

namespace EchoActors.Cli.Tests.Processes;

/// <summary>What a process has written so far, and the wait for a certain line of it.</summary>
internal sealed class CapturedOutput
{
    private readonly Lock _lock = new();
    private readonly MemoryStream _bytes = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;

    public CapturedOutput(Stream stream) => Ended = ReadAsync(stream);

    /// <summary>Completes at the end of the stream.</summary>
    public Task Ended { get; }

    public byte[] Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes.ToArray();
            }
        }
    }

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The lines that are complete.</summary>
    public string[] Lines => Text.Split('\n')[..^1];

    /// <summary>The first line with <paramref name="part"/> in it, now or as soon as it is written.</summary>
    public async Task<string> LineWithAsync(string part)
    {
        string? found = null;
        await UntilAsync(_ => (found = Array.Find(Lines, line => line.Contains(part, StringComparison.Ordinal))) is not null, $"the line with '{part}'");
        return found!.TrimEnd('\r');
    }

    /// <summary>Waits until what is written meets <paramref name="condition"/>.</summary>
    public Task UntilAsync(Func<string, bool> condition, string what) =>
        MeetAsync(condition, what).OrFail(() => $"Written so far:\n{Text}", what);

    private async Task MeetAsync(Func<string, bool> condition, string what)
    {
        while (true)
        {
            Task more;
            bool ended;
            lock (_lock)
            {
                (more, ended) = (_more.Task, _ended);
            }

            if (condition(Text))
            {
                return;
            }

            Assert.False(ended, $"The output ended without {what}:\n{Text}");
            await more;
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        int count;
        do
        {
            count = await stream.ReadAsync(buffer);
            lock (_lock)
            {
                _bytes.Write(buffer, 0, count);
                _ended = count == 0;
                _more.SetResult();
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
        while (count > 0);
    }
}
