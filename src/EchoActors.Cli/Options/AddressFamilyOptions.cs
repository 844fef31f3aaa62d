using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace EchoActors.Cli;

/// <summary>The options <c>-4</c> and <c>-6</c> of the commands that connect.</summary>
internal static class AddressFamilyOptions
{
    public static readonly Option<bool> IPv4 = new("--ipv4", "-4") { Description = "Use IPv4 addresses only." };

    public static readonly Option<bool> IPv6 = new("--ipv6", "-6") { Description = "Use IPv6 addresses only." };

    /// <summary>The family that the options ask for, or <paramref name="otherwise"/> where neither is given.</summary>
    /// <exception cref="UsageException">Both are given, or <paramref name="target"/> is an address of the other family.</exception>
    public static AddressFamily Of(ParseResult parsed, Endpoint target, AddressFamily otherwise = AddressFamily.Unspecified)
    {
        var family = (parsed.GetValue(IPv4), parsed.GetValue(IPv6)) switch
        {
            (true, true) => throw new UsageException("give -4 or -6, not both."),
            (true, false) => AddressFamily.InterNetwork,
            (false, true) => AddressFamily.InterNetworkV6,
            _ => otherwise,
        };
        return family != AddressFamily.Unspecified && IPAddress.TryParse(target.Host, out var address) && address.AddressFamily != family
            ? throw new UsageException($"{target} is not an {Name(family)} address, and only those are to be used.")
            : family;
    }

    private static string Name(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
}
