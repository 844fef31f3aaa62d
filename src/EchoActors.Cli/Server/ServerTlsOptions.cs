using System.CommandLine;
using EchoActors.Filters.Tls;

namespace EchoActors.Cli;

/// <summary>The options of <c>server</c> for its <c>tls://</c> endpoints.</summary>
internal static class ServerTlsOptions
{
    private const string SelfSigned = "self-signed";

    private static readonly Option<string[]> Certificates =
        CliOptions.Files("--tls-cert", "The certificate of tls:// endpoints, PEM or PFX; given several times, each for its names. Left out: none.");

    private static readonly Option<string[]> Keys =
        CliOptions.Files("--tls-key", "The key of a --tls-cert, where that file does not have it; in the same order. Left out: the certificate's file has it.");

    private static readonly Option<string?> ClientCa =
        CliOptions.File("--tls-client-ca", "Require clients of tls:// endpoints to have a certificate of these authorities. Left out: they need none.");

    private static readonly Option<string?> Mode = new("--tls")
    {
        Description = "Make a throw-away certificate at the start, and print its pin. Left out: --tls-cert has one.",
        HelpName = SelfSigned,
        Arity = ArgumentArity.ExactlyOne,
    };

    private static readonly Option[] All = [Certificates, Keys, ClientCa, Mode];

    public static void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Gives the <c>tls://</c> endpoints among <paramref name="listeners"/> what the options say.</summary>
    /// <exception cref="UsageException">They contradict each other, or there is no such endpoint.</exception>
    public static IReadOnlyList<EchoListenerOptions> Override(ParseResult parsed, IReadOnlyList<EchoListenerOptions> listeners)
    {
        var given = All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        if (given is null)
        {
            return listeners;
        }

        if (listeners.All(listener => listener.Address.Scheme != EndpointScheme.Tls))
        {
            throw new UsageException($"{given.Name} is for tls:// endpoints, and the server listens at none: give --listen tls://HOST:PORT.");
        }

        var tls = Read(parsed);
        return [.. listeners.Select(listener => listener.Address.Scheme == EndpointScheme.Tls ? listener with { Tls = Merge(listener.Tls, tls) } : listener)];
    }

    private static TlsServerOptions Read(ParseResult parsed)
    {
        var mode = parsed.GetValue(Mode);
        var (certificates, keys) = (parsed.GetValue(Certificates) ?? [], parsed.GetValue(Keys) ?? []);
        return mode is not null && mode != SelfSigned ? throw new UsageException($"--tls is '{mode}': it must be {SelfSigned}.")
            : mode is not null && certificates.Length > 0 ? throw new UsageException("give --tls self-signed or --tls-cert, not both.")
            : keys.Length > certificates.Length ? throw new UsageException("--tls-key is the key of a certificate: give a --tls-cert for each.")
            : new TlsServerOptions
            {
                SelfSigned = mode is not null,
                Certificates = [.. certificates.Select((file, index) => new CertificateFile(file, keys.ElementAtOrDefault(index)))],
                ClientCa = parsed.GetValue(ClientCa),
            };
    }

    private static TlsServerOptions Merge(TlsServerOptions? own, TlsServerOptions given)
    {
        var hasCertificate = given.SelfSigned || given.Certificates.Count > 0;
        return (own ?? new TlsServerOptions()) with
        {
            SelfSigned = hasCertificate ? given.SelfSigned : own?.SelfSigned == true,
            Certificates = hasCertificate ? given.Certificates : own?.Certificates ?? [],
            ClientCa = given.ClientCa ?? own?.ClientCa,
        };
    }
}
