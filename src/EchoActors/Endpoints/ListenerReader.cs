using Akka.Configuration.Hocon;
using EchoActors.Configuration;
using EchoActors.Filters;
using EchoActors.Filters.Tls;

namespace EchoActors;

/// <summary>Reads the setting <c>listen</c>: a list of endpoints, each a text or an object with settings of its own.</summary>
internal static class ListenerReader
{
    private static readonly string[] Keys = ["address", "alpn", "certificate", "client-ca", "faults", "key", "password", "proxy-protocol", "trusted-proxies"];

    /// <summary>Reads the listeners below <paramref name="path"/>.</summary>
    /// <exception cref="SettingsException">One is wrong; the message names it.</exception>
    public static IReadOnlyList<EchoListenerOptions> Read(string path, HoconValue value)
    {
        if (!SettingsReader.IsList(value))
        {
            throw new SettingsException($"{path} is '{(value.IsString() ? value.GetString() : value.ToString())}': it must be a list, for example [\"0.0.0.0:3000\"].");
        }

        return [.. value.GetArray().Select((each, index) => each.IsObject()
            ? Listener($"{path}[{index}]", each.GetObject().Items)
            : new EchoListenerOptions(Address(path, each.GetString())))];
    }

    private static EchoListenerOptions Listener(string path, Dictionary<string, HoconValue> given)
    {
        if (given.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } unknown)
        {
            throw new SettingsException($"{path}.{unknown} does not exist: a listener has {string.Join(", ", Keys)}.");
        }

        if (!given.TryGetValue("address", out var address))
        {
            throw new SettingsException($"{path} has no address: it must have one, for example address = \"tls://0.0.0.0:3443\".");
        }

        var certificates = Texts(given, "certificate");
        var keys = Texts(given, "key");
        if (keys.Count > certificates.Count)
        {
            throw new SettingsException($"{path}.key has {keys.Count} files: it must have one for each certificate at most.");
        }

        var tls = new TlsServerOptions
        {
            SelfSigned = certificates is ["self-signed"],
            Certificates = certificates is ["self-signed"] ? []
                : [.. certificates.Select((file, index) => new CertificateFile(file, keys.ElementAtOrDefault(index), Text(given, "password")))],
            ClientCa = Text(given, "client-ca"),
            Protocols = Texts(given, "alpn"),
        };
        var listener = new EchoListenerOptions(Address($"{path}.address", address.GetString()));
        return listener with
        {
            ProxyProtocol = given.ContainsKey("proxy-protocol") ? ProxyProtocolOptions.ReadMode($"{path}.proxy-protocol", Text(given, "proxy-protocol") ?? "") : listener.ProxyProtocol,
            TrustedProxies = given.ContainsKey("trusted-proxies")
                ? [.. Texts(given, "trusted-proxies").Select(text => ProxyProtocolOptions.ReadNetwork($"{path}.trusted-proxies", text))]
                : listener.TrustedProxies,
            Faults = Text(given, "faults") is not { } faults ? listener.Faults
                : FaultRules.TryParse(faults, out var rules, out var mistake) ? rules
                : throw new SettingsException($"{path}.faults: {mistake}"),
            Tls = given.Keys.Any(key => key is "alpn" or "certificate" or "client-ca" or "key" or "password") ? tls : null,
        };
    }

    private static Endpoint Address(string path, string? text) =>
        Endpoint.TryParse(text?.Trim() ?? "", out var address, out var mistake) ? address : throw new SettingsException($"{path}: {mistake}");

    private static string? Text(Dictionary<string, HoconValue> given, string key) =>
        given.TryGetValue(key, out var value) ? value.GetString() : null;

    private static IReadOnlyList<string> Texts(Dictionary<string, HoconValue> given, string key) =>
        !given.TryGetValue(key, out var value) ? []
        : value.GetArray() is { Count: > 0 } texts ? [.. texts.Select(each => each.GetString())]
        : value.GetString() is { Length: > 0 } text ? [text]
        : [];
}
