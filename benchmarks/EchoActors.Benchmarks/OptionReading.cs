using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks;

/// <summary>Reads the values of options; a wrong one is answered with a sentence that names it.</summary>
internal static class OptionReading
{
    internal delegate Peer? ReadPeer(string name, string value, ArgumentResult result);

    internal static Option<Peer[]> Peers(string name, string form, string description, ReadPeer read) => new(name)
    {
        HelpName = form,
        Description = description,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.Select(token => Named(token.Value, form, read, result)).OfType<Peer>()],
    };

    internal static Peer? Running(string name, string value, ArgumentResult result)
    {
        if (!HostPort.TryParse(value, out var target, out var mistake))
        {
            result.AddError(mistake);
            return null;
        }

        try
        {
            if (Dns.GetHostAddresses(target.Host, AddressFamily.InterNetwork) is [var address, ..])
            {
                return new Peer(name, $"running at {target}") { Running = new IPEndPoint(address, target.Port) };
            }
        }
        catch (SocketException)
        {
            // An unknown name has no address either.
        }

        result.AddError($"'{target.Host}' has no IPv4 address.");
        return null;
    }

    internal static Peer? Started(string name, string value, ArgumentResult result)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var peer = new Peer(name, $"`{value}`");
        return value.Contains("tls://", StringComparison.Ordinal)
            ? peer with { TlsCommand = certificate => [.. words.Select(word => word.Replace("CERTIFICATE", certificate, StringComparison.Ordinal))] }
            : peer with { Command = words };
    }

    /// <param name="what">What is done so many times, as a sentence without its end.</param>
    internal static Option<int?> Rounds(string what) => new("--rounds")
    {
        HelpName = "N",
        Description = $"How many times {what} (default 5).",
        CustomParser = ReadRounds,
    };

    internal static Option<TimeSpan?> Duration() => new("--duration")
    {
        HelpName = "DURATION",
        Description = "How long one measurement takes, such as 500ms or 5s (default 2s).",
        CustomParser = ReadDuration,
    };

    private static int? ReadRounds(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0)
        {
            return rounds;
        }

        result.AddError($"--rounds is '{result.Tokens[0].Value}': it must be a whole number from 1.");
        return null;
    }

    private static TimeSpan? ReadDuration(ArgumentResult result)
    {
        if (Quantity.TryParseDuration(result.Tokens[0].Value, out var duration)
            && duration >= TimeSpan.FromMilliseconds(1) && duration <= TimeSpan.FromHours(1))
        {
            return duration;
        }

        result.AddError($"--duration is '{result.Tokens[0].Value}': it must be from 1ms to 1h, such as 500ms or 5s.");
        return null;
    }

    private static Peer? Named(string text, string form, ReadPeer read, ArgumentResult result)
    {
        var parts = text.Split('=', 2);
        if (parts is [{ Length: > 0 } name, var value] && !string.IsNullOrWhiteSpace(value))
        {
            return read(name, value, result);
        }

        result.AddError($"'{text}' is not {form}.");
        return null;
    }
}
