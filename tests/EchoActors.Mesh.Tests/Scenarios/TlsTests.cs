using Xunit;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary><c>hocon/mesh-tls.conf</c> as whole processes load it, with certificates made here.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_mesh_and_strangers_cannot_join()
    {
        using var authority = new Certificates(_files.Path, "authority");
        using var another = new Certificates(_files.Path, "another");
        using var first = Start(authority, authority, "first", seed: null);
        var seed = (await first.UntilAsync(mesh => mesh.Members.Any(member => member.State == MemberState.Up))).Self;
        using var second = Start(authority, authority, "second", seed);
        await first.UntilAsync(mesh => mesh.IsComplete && mesh.Present.Count() == 2);

        using var withoutCertificate = MeshProcess.Start(
            authority.AuthorityFile, "--cluster", "127.0.0.1:0", "--name", "plain", "--seed", seed);
        using var withAnother = Start(another, authority, "stranger", seed);
        await withoutCertificate.UntilAsync(_ => withoutCertificate.Log().Contains("Tried to associate", StringComparison.Ordinal)
            || withoutCertificate.Log().Contains("Association", StringComparison.Ordinal));
        await withAnother.UntilAsync(_ => withAnother.Log().Contains("ssociat", StringComparison.Ordinal));

        var mesh = await first.UntilAsync(_ => true);
        Assert.Equal(["first", "second"], mesh.Members.Select(member => member.Name));
        Assert.All(mesh.Members, member => Assert.Equal(MemberState.Up, member.State));
    }

    [Fact]
    public async Task A_node_whose_certificate_has_expired_names_it_and_ends_with_exit_code_2()
    {
        using var authority = new Certificates(_files.Path, "authority");
        var certificate = authority.Issue("late", ends: TimeSpan.FromMinutes(-1));
        var own = Path.Combine(_files.Path, "late.conf");
        File.WriteAllText(own, $"akka.remote.dot-netty.tcp.ssl.certificate.path = \"{certificate}\"");
        using var late = MeshProcess.Start(
            authority.AuthorityFile,
            "--config", Path.Combine(AppContext.BaseDirectory, "hocon", "mesh-tls.conf"), "--config", own, "--cluster", "127.0.0.1:0");
        Assert.Equal(2, await late.ExitCodeAsync());
        Assert.Contains($"echoactors mesh: the certificate {certificate} (CN=late) can't be used: it expired at ", late.Log(), StringComparison.Ordinal);
    }

    // A node with a certificate of `issuer` that trusts `trusted`.
    private MeshProcess Start(Certificates issuer, Certificates trusted, string name, string? seed)
    {
        var own = Path.Combine(_files.Path, $"{name}.conf");
        File.WriteAllText(own, $"akka.remote.dot-netty.tcp.ssl.certificate.path = \"{issuer.Issue(name)}\"");
        string[] join = seed is null ? [] : ["--seed", seed];
        return MeshProcess.Start(
            trusted.AuthorityFile,
            [
                "--config", Path.Combine(AppContext.BaseDirectory, "hocon", "mesh-tls.conf"), "--config", own,
                "--cluster", "127.0.0.1:0", "--name", name, .. join,
            ]);
    }
}
