using System.CommandLine;
using System.Text;
using EchoActors.Client;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary><c>echoactors send</c>: its options. <see cref="SendRunner"/> runs it.</summary>
internal static class SendCommand
{
    /// <summary>The classic example's server and message, for <c>send</c> with nothing said.</summary>
    private static readonly Endpoint ClassicTarget = new HostPort("127.0.0.1", 3000);

    private const string ClassicMessage = "helloworld";

    private static readonly Argument<Endpoint> Target =
        CliOptions.Target("ENDPOINT", $"The echo server. Left out: {ClassicTarget}, and on a terminal the message {ClassicMessage}.");

    private static readonly Argument<string?> Message = new("MESSAGE")
    {
        Description = "What to send. Left out: standard input, or on a terminal a conversation line by line until ctrl-d.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> InputFile = new("--file", "-f")
    {
        Description = "Send a file; standard output carries exactly the echoed bytes. Left out: MESSAGE, or standard input.",
        HelpName = "FILE",
    };

    private static readonly Option<TimeSpan?> Timeout =
        CliOptions.Duration(EchoClientSettings.Timeout with { Name = "--timeout" }, "One deadline over resolving, connecting and the exchange. Left out: none over all of it.");

    private static readonly Option<EchoTransport?> Transport = TransportOption.Create("Default akka-io.");

    private static readonly Option<string[]> ConfigurationFile = CliOptions.ConfigurationFiles();

    private static readonly Option<bool> Verbose =
        CliOptions.Verbose("Print each chunk sent and received; twice (-vv): also each socket call.");

    public static Command Create()
    {
        Target.Arity = ArgumentArity.ZeroOrOne;
        var command = new CliCommand(
            "send",
            "Send bytes to an echo server and check that every one comes back.",
            "echoactors send 127.0.0.1:3000 helloworld",
            "echoactors send 127.0.0.1:3000 --file disk.img | sha256sum",
            "seq 1000 | echoactors send 127.0.0.1:3000")
        {
            Target, Message, InputFile, Timeout, AddressFamilyOptions.IPv4, AddressFamilyOptions.IPv6, Transport, ConfigurationFile, Verbose,
        };
        ClientTlsOptions.AddTo(command);
        command.Options.Add(ProxyHeaderOption.Instance);
        command.SetAction(async (parsed, _) =>
        {
            var target = parsed.GetValue(Target);
            var options = Options(parsed, target ?? ClassicTarget);
            var message = parsed.GetValue(Message);
            var file = parsed.GetValue(InputFile);
            if (message is not null && file is not null)
            {
                throw new UsageException("give a MESSAGE or --file, not both.");
            }

            if (message is null && file is null && StandardStreams.IsInputClosed)
            {
                throw new UsageException("standard input is closed: give a MESSAGE or --file.");
            }

            if (target is null && file is null && !Console.IsInputRedirected)
            {
                message = ClassicMessage;
            }

            await using var sending = new SendRunner(target ?? ClassicTarget, options, parsed.Verbosity(Verbose));
            return message is not null ? await sending.MessageAsync(Encoding.UTF8.GetBytes(message))
                : file is not null ? await sending.FileAsync(file)
                : Console.IsInputRedirected ? await sending.StandardInputAsync()
                : await sending.ConversationAsync();
        });
        return command;
    }

    private static EchoClientOptions Options(ParseResult parsed, Endpoint target)
    {
        var options = EchoClientOptions.FromConfig(ConfigurationFiles.Read(parsed.GetValue(ConfigurationFile) ?? []));
        return options with
        {
            Timeout = parsed.GetValue(Timeout) ?? options.Timeout,
            Transport = parsed.GetValue(Transport) ?? options.Transport,
            AddressFamily = AddressFamilyOptions.Of(parsed, target, options.AddressFamily),
            Tls = ClientTlsOptions.Of(parsed, target, options.Tls),
            ProxyHeader = parsed.GetValue(ProxyHeaderOption.Instance),
        };
    }
}
