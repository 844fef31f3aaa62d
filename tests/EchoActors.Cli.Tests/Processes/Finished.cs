using System.Text;

namespace EchoActors.Cli.Tests.Processes;

/// <summary>What a process left behind.</summary>
internal sealed record Finished(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);
}
