using System.CommandLine;
using EchoActors.Filters.Tls;

namespace EchoActors.Cli;

/// <summary>The options of the commands that connect to <c>tls://</c> endpoints.</summary>
internal static class ClientTlsOptions
{
    private static readonly Option<string?> Ca =
        CliOptions.File("--tls-ca", "Trust the authorities in this PEM file. Left out: the system's.");

    private static readonly Option<string?> Pin = new("--tls-pin")
    {
        Description = "Accept the certificate with this SHA-256, and no other. Left out: any that the authorities have signed.",
        HelpName = "sha256:HEX",
    };

    private static readonly Option<string?> ServerName = new("--tls-server-name")
    {
        Description = "The name to ask for and to find in the certificate. Left out: the host of the endpoint.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Certificate = CliOptions.File("--tls-cert", "The client's own certificate, PEM or PFX. Left out: none.");
    private static readonly Option<string?> Key = CliOptions.File("--tls-key", "The key of --tls-cert. Left out: that file has it.");
    private static readonly Option<bool> NoResume = new("--tls-no-resume")
    {
        Description = "Make a full handshake for each connection, instead of resuming the session of an earlier one.",
    };

    private static readonly Option<bool> Insecure = new("--insecure") { Description = "Accept any certificate: nothing tells who answers." };

    private static readonly Option[] All = [Ca, Pin, ServerName, Certificate, Key, NoResume, Insecure];

    public static void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the options ask for, over <paramref name="otherwise"/>.</summary>
    /// <exception cref="UsageException">They contradict each other, or <paramref name="target"/> does not speak TLS.</exception>
    public static TlsClientOptions Of(ParseResult parsed, Endpoint target, TlsClientOptions? otherwise = null)
    {
        var given = All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        if (given is not null && target.Scheme != EndpointScheme.Tls)
        {
            throw new UsageException($"{given.Name} is for a tls:// endpoint, and {target} does not speak TLS.");
        }

        if (parsed.GetValue(Key) is not null && parsed.GetValue(Certificate) is null)
        {
            throw new UsageException("--tls-key is the key of a certificate: give --tls-cert too.");
        }

        if (parsed.GetValue(Insecure) && parsed.GetValue(Pin) is not null)
        {
            throw new UsageException("give --tls-pin or --insecure, not both: a pinned certificate is the only one that is accepted.");
        }

        otherwise ??= new TlsClientOptions();
        var options = otherwise with
        {
            Ca = parsed.GetValue(Ca) ?? otherwise.Ca,
            Pin = parsed.GetValue(Pin) ?? otherwise.Pin,
            ServerName = parsed.GetValue(ServerName) ?? otherwise.ServerName,
            Certificate = parsed.GetValue(Certificate) is { } file ? new CertificateFile(file, parsed.GetValue(Key)) : otherwise.Certificate,
            Resume = !parsed.GetValue(NoResume) && otherwise.Resume,
            Insecure = parsed.GetValue(Insecure) || otherwise.Insecure,
        };
        if (target.Scheme == EndpointScheme.Tls)
        {
            _ = TlsClient.Of(options, target.Host); // a file that can't be used ends the command here
            if (options.Insecure)
            {
                Console.Error.WriteLine("INSECURE: any certificate is accepted, so nothing tells who answers.");
            }
        }

        return options;
    }
}
