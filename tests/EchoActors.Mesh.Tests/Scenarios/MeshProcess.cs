using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using EchoActors.Tests.Shared;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>A whole process of <c>echoactors mesh</c>, on ports of its own choosing.</summary>
internal sealed partial class MeshProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60); // a handshake that a busy machine is too slow for is tried again after 5 s
    private static readonly string Command = typeof(MeshProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "EchoActors.Command").Value!;

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _admin = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];

    private MeshProcess(Process process) => _process = process;

    public static MeshProcess Start(string trusted, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all =
        [
            Command,
            "mesh", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", .. arguments,
        ];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["SSL_CERT_FILE"] = trusted;
        start.Environment["SSL_CERT_DIR"] = Path.GetTempPath();
        var process = new MeshProcess(new Process { StartInfo = start });
        process._process.OutputDataReceived += process.Read;
        process._process.ErrorDataReceived += process.Read;
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>What it says of the mesh, as soon as that is so; fails with its log if it never is.</summary>
    public async Task<MeshMatrix> UntilAsync(Func<MeshMatrix, bool> condition)
    {
        var admin = await _admin.Task.WaitAsync(Deadline);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            return await AdminMesh.UntilAsync(admin, condition, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(Log());
        }
    }

    /// <summary>How it ends by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public string Log()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Read(object sender, DataReceivedEventArgs read)
    {
        lock (_lines)
        {
            _lines.Add(read.Data ?? "");
        }

        if (AdminLine().Match(read.Data ?? "") is { Success: true } match)
        {
            _admin.TrySetResult(new Uri(string.Create(CultureInfo.InvariantCulture, $"{match.Groups[1].Value}/")));
        }
    }

    [GeneratedRegex("admin on (http://[0-9.:]+)")]
    private static partial Regex AdminLine();
}
