using EchoActors.Probing.Ping;

namespace EchoActors.Cli;

/// <summary>A ping for a person: a line for each probe and a summary, on standard output.</summary>
internal sealed class PingText(PingOptions options) : IPingWriter
{
    private PingEvent.Connected? _connection;

    public void Write(PingEvent happened)
    {
        switch (happened)
        {
            case PingEvent.Connected connected:
                _connection = connected;
                foreach (var tried in connected.Tried)
                {
                    Console.WriteLine($"tried: {tried}");
                }

                if (!options.Reconnect)
                {
                    Console.WriteLine($"connected to {options.Target} ({Times(connected)})");
                    if (connected.Tls is { } session)
                    {
                        Console.WriteLine(TlsText.Of(session));
                    }
                }

                break;
            case PingEvent.Echoed echoed:
                Console.WriteLine(
                    $"{echoed.Bytes:N0} bytes from {_connection!.Remote}: seq={echoed.Sequence} time={Quantity.Format(echoed.RoundTrip)}"
                    + (options.Reconnect ? $" (resolve {Quantity.Format(_connection.ResolveTime)}, connect {Quantity.Format(_connection.ConnectTime)}{Handshake(_connection)})" : ""));
                break;
            case PingEvent.Lost lost:
                Console.WriteLine($"lost seq={lost.Sequence}: {lost.Message}");
                break;
            case PingEvent.Broken broken:
                Console.WriteLine($"connection broken: {broken.Message}");
                break;
            default:
                throw new InvalidOperationException($"{happened} is not known to {nameof(PingText)}.");
        }
    }

    public void Write(PingSummary summary)
    {
        Console.WriteLine();
        Console.WriteLine($"--- {options.Target} ---");
        Console.WriteLine($"{summary.Sent:N0} sent, {summary.Echoed:N0} echoed, {summary.Lost:N0} lost"
            + (summary.Faults > 0 ? $", {summary.Faults:N0} times bytes that are no echo" : ""));
        if (summary.Echoed > 0)
        {
            Console.WriteLine(
                $"min {Quantity.Format(summary.RoundTrips.Shortest)}, mean {Quantity.Format(summary.RoundTrips.Mean)}, p50 {Quantity.Format(summary.RoundTrips.Percentile(50))}, "
                + $"p99 {Quantity.Format(summary.RoundTrips.Percentile(99))}, max {Quantity.Format(summary.RoundTrips.Longest)}");
            Console.WriteLine($"jitter {Quantity.Format(summary.Jitter)}");
        }

        if (summary.Path is { } path)
        {
            Console.WriteLine(path);
        }
    }

    private string Times(PingEvent.Connected connected) =>
        System.Net.IPAddress.TryParse(options.Target.Host, out _)
            ? $"connect {Quantity.Format(connected.ConnectTime)}{Handshake(connected)}"
            : $"{connected.Remote}, resolve {Quantity.Format(connected.ResolveTime)}, connect {Quantity.Format(connected.ConnectTime)}{Handshake(connected)}";

    private static string Handshake(PingEvent.Connected connected) =>
        connected.HandshakeTime is { } time ? $", handshake {Quantity.Format(time)}" : "";
}
