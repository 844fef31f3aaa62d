using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace EchoActors.Cli.Tests.Processes;

/// <summary>A process under test with its three streams; killed when the test is done with it.</summary>
internal partial class RunningProcess : IAsyncDisposable
{
    public const int HangUpSignal = 1;
    public const int InterruptSignal = 2;
    public const int TerminateSignal = 15;
    public const int ContinueSignal = 18;
    public const int StopSignal = 19;

    private readonly Process _process;

    protected RunningProcess(string program, IEnumerable<string> arguments, bool captureOutput = true)
    {
        // A background job of a shell ignores ctrl-c, and so would all that it starts.
        _process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Error = new CapturedOutput(_process.StandardError.BaseStream);
        Output = new CapturedOutput(captureOutput ? _process.StandardOutput.BaseStream : Stream.Null);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Standard output as it comes, where it is too much to capture.</summary>
    public Stream OutputStream => _process.StandardOutput.BaseStream;

    public CapturedOutput Output { get; }

    public CapturedOutput Error { get; }

    /// <summary>The most memory it ever had resident (<c>VmHWM</c> in proc(5)); asked while it lives.</summary>
    public long PeakResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    public static RunningProcess Start(string program, params string[] arguments) => new(program, arguments);

    /// <summary>Waits until it says that it listens; what it says instead, where it ends first.</summary>
    public async Task ListensAsync()
    {
        var listens = Output.LineWithAsync("listening on");
        await Task.WhenAny(listens, Output.Ended);
        if (!Output.Text.Contains("listening on", StringComparison.Ordinal) && Output.Ended.IsCompleted)
        {
            Assert.Fail($"It ended with exit code {await ExitCodeAsync()}:\n{Output.Text}{Error.Text}");
        }

        await listens;
    }

    /// <summary>The names of its threads, of which the kernel keeps 15 characters.</summary>
    public IEnumerable<string> Threads => Directory.EnumerateDirectories($"/proc/{_process.Id}/task").Select(task => File.ReadAllText($"{task}/comm").Trim());

    /// <summary>Whether it has loaded an assembly of that name.</summary>
    public bool HasLoaded(string assembly) => File.ReadAllText($"/proc/{_process.Id}/maps").Contains($"/{assembly}.dll");

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>The exit code, once the process has ended and everything it wrote is read.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await Task.WhenAll(_process.WaitForExitAsync(), Output.Ended, Error.Ended)
            .OrFail(() => $"Output:\n{Output.Text}\nError:\n{Error.Text}", "the end of the process");
        return _process.ExitCode;
    }

    /// <summary>Writes <paramref name="input"/>, ends the input, and waits for the end of the process.</summary>
    public async Task<Finished> FinishAsync(byte[] input)
    {
        try
        {
            await Input.WriteAsync(input);
            Input.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything, as a process may that has found a fault.
        }

        return new Finished(await ExitCodeAsync(), Output.Bytes, Error.Text);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
