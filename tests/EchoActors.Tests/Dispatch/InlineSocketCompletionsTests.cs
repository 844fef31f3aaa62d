using EchoActors.Dispatch;
using Xunit;

namespace EchoActors.Tests.Dispatch;

[Collection(EnvironmentOfTheProcess)]
public sealed class InlineSocketCompletionsTests : IDisposable
{
    /// <summary>The tests that change or read it: one after another.</summary>
    public const string EnvironmentOfTheProcess = "environment of the process";

    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private readonly string? _before = Environment.GetEnvironmentVariable(Switch);

    [Theory]
    [InlineData(null, "1")]
    [InlineData("0", "0")]
    public void Completions_are_made_inline_unless_the_environment_says_otherwise(string? before, string after)
    {
        Environment.SetEnvironmentVariable(Switch, before);

        RunToCompletion.InlineSocketCompletions();

        Assert.Equal(after, Environment.GetEnvironmentVariable(Switch));
    }

    public void Dispose() => Environment.SetEnvironmentVariable(Switch, _before);
}
