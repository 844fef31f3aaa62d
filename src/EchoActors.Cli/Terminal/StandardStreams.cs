namespace EchoActors.Cli;

/// <summary>
/// Standard output and error for every command. Output that can't be written is one sentence on standard error and exit
/// code 1; a failed write to standard error is ignored, because there is no one left to tell.
/// </summary>
internal static class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    private static readonly CancellationTokenSource OutputFailure = new();

    /// <summary>Cancelled when standard output can't be written: a command that writes as it goes has no reader then.</summary>
    public static CancellationToken OutputFailed => OutputFailure.Token;

    /// <summary>Whether the process was started without a standard input (<c>&lt;&amp;-</c>).</summary>
    public static bool IsInputClosed => !DescriptorStream.WasInherited(Input);

    /// <summary>Standard output for bytes; a write that fails throws <see cref="IOException"/>.</summary>
    public static Stream OpenOutput() => Open(Output);

    /// <summary>Puts both behind <see cref="Console"/>, once, before anything is written.</summary>
    public static void Guard()
    {
        Console.SetError(Writer(new GuardedStream(Open(Error), _ => { })));
        Console.SetOut(Writer(new GuardedStream(Open(Output), TellOutputFailed)));
    }

    private static Stream Open(int descriptor) => OperatingSystem.IsWindows()
        ? descriptor == Output ? Console.OpenStandardOutput() : Console.OpenStandardError()
        : new DescriptorStream(descriptor);

    private static StreamWriter Writer(Stream stream) => new(stream, Console.OutputEncoding) { AutoFlush = true };

    private static void TellOutputFailed(IOException failure)
    {
        Console.Error.WriteLine($"echoactors: standard output can't be written: {failure.Message}.");
        OutputFailure.Cancel();
    }
}
