using System.Security.Cryptography;
using System.Text;
using EchoActors.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EchoActors.Admin.Hosting;

/// <summary>The token that a request must carry to change something, as <c>Authorization: Bearer …</c> (RFC 6750, section 2.1).</summary>
public sealed class AdminToken
{
    private const int ShortestToken = 16;
    private const int LongestToken = 1024;
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    private AdminToken(string text)
    {
        Text = text;
        _hash = Hash(text);
    }

    /// <summary>The token.</summary>
    public string Text { get; }

    /// <summary>Reads the token of a file: its one line, without blanks around it.</summary>
    /// <exception cref="SettingsException">The file can't be read, or has no token of 16 to 1,024 printable ASCII characters.</exception>
    public static AdminToken Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingsException($"the token file {file} can't be read: {e.Message}");
        }

        return text.Length is >= ShortestToken and <= LongestToken && text.All(character => character is > ' ' and <= '~')
            ? new AdminToken(text)
            : throw new SettingsException(
                $"the token file {file} must hold one token of {ShortestToken} to {LongestToken:N0} printable characters without blanks, for example from openssl rand -hex 16.");
    }

    /// <summary>Whether <paramref name="request"/> carries it. The time that it takes tells nothing about the token.</summary>
    internal bool IsIn(HttpRequest request) =>
        request.Headers[HeaderNames.Authorization] is [{ } header]
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), _hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
