namespace EchoActors.Cli.Tests.Processes;

/// <summary>Programs that are not ours, where the machine has them; a test that needs one is skipped elsewhere.</summary>
internal static class OtherPrograms
{
    public static string Find(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
        Skip.If(path is null, $"This machine has no {name}.");
        return path!;
    }
}
