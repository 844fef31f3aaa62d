using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Akka.Actor;
using EchoActors.Server;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EchoActors.Admin.Health;

/// <summary>
/// Checks that an echo comes back from every address that a server is bound to. The server admits the connection above its limits, so that a
/// full server counts as alive. One check answers all requests within a second.
/// </summary>
/// <param name="nodes">The nodes of this process.</param>
/// <param name="options">How long an echo may take.</param>
internal sealed class EchoCheck(AdminNodes nodes, AdminOptions options) : IHealthCheck
{
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);
    private static readonly byte[] Question = "echo?"u8.ToArray();

    private readonly Lock _lock = new();
    private Task<HealthCheckResult> _latest = Task.FromResult(HealthCheckResult.Healthy());
    private long? _since;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_since is not { } since || (_latest.IsCompleted && TimeProvider.System.GetElapsedTime(since) > Validity))
            {
                _since = TimeProvider.System.GetTimestamp();
                _latest = CheckAsync();
            }

            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthCheckResult> CheckAsync()
    {
        var faults = (await Task.WhenAll(nodes.All.Select(FaultAsync))).OfType<string>().ToList();
        return faults.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", faults));
    }

    // A server that starts or drains gives no echo, and is alive.
    private async Task<string?> FaultAsync(AdminNode node)
    {
        if (await node.StatusAsync(options.AnswerTimeout, CancellationToken.None) is not { } status)
        {
            return $"{node.Name}: no answer";
        }

        // Nor has one that misbehaves on purpose.
        if (status.Phase != EchoServer.Phase.Serving || status.Statistics.Faults.Describe() is not null)
        {
            return null;
        }

        foreach (var address in status.Addresses)
        {
            using var deadline = new CancellationTokenSource(options.AnswerTimeout);
            try
            {
                await EchoAsync(node, address, deadline.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or IOException or AskTimeoutException)
            {
                var reason = e is OperationCanceledException ? $"no echo within {Quantity.Format(options.AnswerTimeout)}" : e.Message;
                return $"{node.Name}: {address}: {reason}";
            }
        }

        return null;
    }

    private async Task EchoAsync(AdminNode node, Endpoint address, CancellationToken cancellationToken)
    {
        if (address.Path is { } path)
        {
            using var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await local.ConnectAsync(new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path), cancellationToken);
            await CompareAsync(new NetworkStream(local), cancellationToken);
            return;
        }

        var bound = IPAddress.Parse(address.Host);
        var target = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : bound; // [::] takes IPv4 too
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(target, 0));
        await node.ExpectHealthCheckAsync((IPEndPoint)socket.LocalEndPoint!, options.AnswerTimeout, cancellationToken);
        await socket.ConnectAsync(new IPEndPoint(target, address.Port), cancellationToken);
        await CompareAsync(await OpenAsync(new NetworkStream(socket), address, cancellationToken), cancellationToken);
    }

    private static async Task CompareAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Question, cancellationToken);
        var echo = new byte[Question.Length];
        await stream.ReadExactlyAsync(echo, cancellationToken);
        if (!echo.AsSpan().SequenceEqual(Question))
        {
            throw new IOException("the echo differs");
        }
    }

    // The server is this process: whose certificate it is needs no check.
    private static async Task<Stream> OpenAsync(NetworkStream stream, Endpoint address, CancellationToken cancellationToken)
    {
        if (address.Scheme != EndpointScheme.Tls)
        {
            return stream;
        }

        var encrypted = new SslStream(stream);
        var anyCertificate = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true };
        await encrypted.AuthenticateAsClientAsync(anyCertificate, cancellationToken);
        return encrypted;
    }
}
