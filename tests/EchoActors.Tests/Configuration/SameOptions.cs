using EchoActors.Server;

namespace EchoActors.Tests.Configuration;

/// <summary>Compares options of a server property by property.</summary>
internal static class SameOptions
{
    /// <summary>The same in every property; networks by themselves, for an address throws where some of its properties are read.</summary>
    public static void Assert(EchoServerOptions expected, EchoServerOptions actual)
    {
        Xunit.Assert.Equal(expected.Listen.Select(listener => listener.TrustedProxies), actual.Listen.Select(listener => listener.TrustedProxies));
        Xunit.Assert.Equivalent(WithoutNetworks(expected), WithoutNetworks(actual), strict: true);
    }

    private static EchoServerOptions WithoutNetworks(EchoServerOptions options) =>
        options with { Listen = [.. options.Listen.Select(listener => listener with { TrustedProxies = [] })] };
}
