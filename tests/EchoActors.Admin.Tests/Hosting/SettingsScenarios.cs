using Akka.Configuration;
using EchoActors.Admin.Hosting;
using EchoActors.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>The settings of the admin address.</summary>
public sealed class SettingsScenarios
{
    [Fact]
    public void The_reference_says_what_the_record_says() =>
        Assert.Equal(new AdminOptions(), AdminOptions.FromConfig(Config.Empty) with { Hosts = new AdminOptions().Hosts, ProbeAllow = new AdminOptions().ProbeAllow });

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Read("""
            listen = "[::1]:8080", answer-timeout = 2s, sample-interval = 500ms, history = 1m, max-connections = 40, max-pages = 10
            hosts = ["echo.example"], probe-allow = ["10.0.0.0/8:3000"], max-paths = 20, otlp { endpoint = "http://127.0.0.1:4317", interval = 5s }
            """);

        Assert.Equal(
            new AdminOptions
            {
                Listen = new HostPort("::1", 8080),
                AnswerTimeout = TimeSpan.FromSeconds(2),
                SampleInterval = TimeSpan.FromMilliseconds(500),
                History = TimeSpan.FromMinutes(1),
                Hosts = options.Hosts,
                ProbeAllow = options.ProbeAllow,
                MaxConnections = 40,
                MaxPages = 10,
                MaxPaths = 20,
                OtlpEndpoint = new Uri("http://127.0.0.1:4317"),
                OtlpInterval = TimeSpan.FromSeconds(5),
            },
            options);
        Assert.Equal(["echo.example"], options.Hosts);
        Assert.Equal(["10.0.0.0/8:3000"], options.ProbeAllow);
    }

    [Theory]
    [InlineData("lisen = off", "echoactors.admin.lisen does not exist")]
    [InlineData("listen = 8080", "echoactors.admin.listen: '8080' has no port")]
    [InlineData("sample-interval = 100ms", "echoactors.admin.sample-interval is '100ms'")]
    [InlineData("history = 500ms", "echoactors.admin.sample-interval is longer than echoactors.admin.history")]
    [InlineData("max-connections = 32, max-pages = 17", "echoactors.admin.max-pages is 17: it must be at least 16 less than max-connections, 32.")]
    [InlineData("otlp.endpoint = collector", "echoactors.admin.otlp.endpoint is 'collector'")]
    public void A_wrong_setting_is_refused_by_name(string hocon, string message) =>
        Assert.StartsWith(message, Assert.Throws<SettingsException>(() => Read(hocon)).Message);

    [Fact]
    public void Options_are_refused_in_the_words_of_their_settings() =>
        Assert.Equal(
            "echoactors.admin.max-paths is '0': it must be a whole number from 1 to 100,000.",
            Assert.Throws<SettingsException>(() => new ServiceCollection().AddAdmin(new AdminOptions { MaxPaths = 0 }, new AdminNodes())).Message);

    private static AdminOptions Read(string hocon) =>
        AdminOptions.FromConfig(ConfigurationFactory.ParseString($"echoactors.admin {{ {hocon} }}"));
}
