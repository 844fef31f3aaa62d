using Akka.Configuration;
using EchoActors.Configuration;
using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Mesh.Tests.Configuration;

public sealed class MeshOptionsTests
{
    [Fact]
    public void The_defaults_are_those_of_reference_conf() =>
        Assert.Equivalent(new MeshOptions(), MeshOptions.FromConfig(Config.Empty), strict: true);

    [Theory]
    [InlineData("intervall = 1s", "echoactors.mesh.intervall does not exist")]
    [InlineData("slow.entry = 1s", "echoactors.mesh.slow.entry does not exist")]
    [InlineData("interval = soon", "echoactors.mesh.interval is 'soon'")]
    [InlineData("fanout = 0", "echoactors.mesh.fanout is '0'")]
    [InlineData("size = 0", "echoactors.mesh.size is '0'")]
    [InlineData("losing.enter = 2", "echoactors.mesh.losing.enter is '2'")]
    [InlineData("interval = 900ms", "echoactors.mesh.timeout is 500 ms and echoactors.mesh.interval is 900 ms: 2 timeouts in a row must fit into one interval")]
    [InlineData("slow.leave = 1s", "echoactors.mesh.slow.leave is above echoactors.mesh.slow.enter")]
    [InlineData("losing.leave = 0.5", "echoactors.mesh.losing.leave is above echoactors.mesh.losing.enter")]
    [InlineData("role = \"\"", "echoactors.mesh.role is empty")]
    public void A_wrong_setting_is_refused_by_name(string setting, string message)
    {
        var config = ConfigurationFactory.ParseString($"echoactors.mesh {{ {setting} }}");
        Assert.StartsWith(message, Assert.Throws<SettingsException>(() => MeshOptions.FromConfig(config)).Message);
    }

    [Fact]
    public void Options_are_refused_in_the_words_of_their_settings() =>
        Assert.Equal(
            "echoactors.mesh.window is '1': it must be a whole number from 2 to 1,000.",
            Assert.Throws<SettingsException>(() => new MeshOptions { Window = 1 }.Checked()).Message);

    [Fact]
    public void Every_setting_is_read()
    {
        var config = ConfigurationFactory.ParseString("""
            echoactors.mesh {
              name = n, public-host = h, role = r, interval = 10s, timeout = 1s, size = 1KiB, fanout = 3, window = 9
              history = 8, forget-after = 2m
              slow { enter = 2s, leave = 1s }
              losing { enter = 0.4, leave = 0.3 }
              down { after = 5, until = 6 }
            }
            echoactors.client { tls.ca = /etc/ca.pem, transport = direct }
            """);
        Assert.Equivalent(
            new MeshOptions
            {
                Name = "n",
                PublicHost = "h",
                Role = "r",
                Interval = TimeSpan.FromSeconds(10),
                Timeout = TimeSpan.FromSeconds(1),
                Size = 1024,
                Fanout = 3,
                Window = 9,
                History = 8,
                ForgetAfter = TimeSpan.FromMinutes(2),
                SlowEnter = TimeSpan.FromSeconds(2),
                SlowLeave = TimeSpan.FromSeconds(1),
                LosingEnter = 0.4,
                LosingLeave = 0.3,
                DownAfter = 5,
                UpAfter = 6,
                Tls = new TlsClientOptions { Ca = "/etc/ca.pem" },
                Transport = EchoTransport.Direct,
            },
            MeshOptions.FromConfig(config),
            strict: true);
    }

    [Theory]
    [InlineData("a\u001b[2J")]
    [InlineData("line\nend")]
    [InlineData(" ")]
    public void A_name_that_can_not_be_printed_is_refused(string name)
    {
        var refused = Assert.Throws<SettingsException>(() => new MeshOptions { Name = name }.Checked());
        Assert.StartsWith("echoactors.mesh.name is '", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_host_with_a_port_is_refused() => Assert.Equal(
        "echoactors.mesh.public-host: 'h:1' has a port: write only the host name or IP address.",
        Assert.Throws<SettingsException>(() => new MeshOptions { PublicHost = "h:1" }.Checked()).Message);

    [Theory]
    [InlineData("mesh.conf")]
    [InlineData("mesh-tls.conf")]
    public void The_deployable_files_hold_no_setting_that_does_not_exist(string file)
    {
        var config = HoconFiles.Read(file);
        Assert.Equal("echo", MeshOptions.FromConfig(config).Role);
        Assert.NotEmpty(EchoServerOptions.FromConfig(config).Listen);
    }

    [Fact]
    public void Remoting_listens_on_loopback_unless_told_otherwise() =>
        Assert.Equal("127.0.0.1", HoconFiles.Read("mesh.conf").GetString("akka.remote.dot-netty.tcp.hostname"));
}
