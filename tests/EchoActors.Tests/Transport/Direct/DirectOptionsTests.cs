using Akka.Configuration;
using EchoActors.Configuration;
using EchoActors.Transport.Direct;
using Xunit;

namespace EchoActors.Tests.Transport;

/// <summary>How many event loops <c>echoactors.direct.loops</c> gives.</summary>
public sealed class DirectOptionsTests
{
    [Theory]
    [InlineData("3", 3)]
    [InlineData("off", 0)]
    [InlineData("OFF", 0)]
    public void A_number_and_off_are_read(string text, int loops) => Assert.Equal(loops, Read(text).Loops);

    [Theory]
    [InlineData("auto")]
    [InlineData("AUTO")]
    public void Auto_is_one_for_each_core(string text) => Assert.Equal(Environment.ProcessorCount, Read(text).Loops);

    [Theory]
    [InlineData("0")]
    [InlineData("1025")]
    [InlineData("many")]
    public void Another_value_is_refused_by_name(string text) =>
        Assert.StartsWith($"echoactors.direct.loops is '{text}': ", Assert.Throws<SettingsException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static DirectOptions Read(string text) =>
        DirectOptions.FromConfig(ConfigurationFactory.ParseString($"echoactors.direct.loops = {text}"));
}
