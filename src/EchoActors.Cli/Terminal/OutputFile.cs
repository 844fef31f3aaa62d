namespace EchoActors.Cli;

/// <summary>A file that a command writes what it found to. It is opened before the work: what can't be written is not worth working for.</summary>
internal sealed class OutputFile : IDisposable
{
    private OutputFile(string path, FileStream file) =>
        Stream = new GuardedStream(file, e => Failure = $"the file {path} can't be written: {FileFailure.Reason(path, e)}.");

    /// <summary>Takes every write; what the system refuses is kept in <see cref="Failure"/>.</summary>
    public Stream Stream { get; }

    /// <summary>Why a write failed, in one sentence, or <see langword="null"/>.</summary>
    public string? Failure { get; private set; }

    /// <exception cref="UsageException">The file can't be opened for writing.</exception>
    public static OutputFile? Create(string? path)
    {
        try
        {
            // Without a buffer, so that a write fails when it is made and not when the file is closed.
            return path is null ? null : new OutputFile(path, new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw UsageException.OfFile(path!, "written", e);
        }
    }

    public void Write(Action<TextWriter> write)
    {
        using var writer = new StreamWriter(Stream, leaveOpen: true);
        write(writer);
    }

    public void Dispose() => Stream.Dispose();
}
