using System.Globalization;
using Akka.IO;
using EchoActors.Client;

namespace EchoActors.Cli;

/// <summary>The lines of <c>send</c> for a person.</summary>
internal static class SendText
{
    public static string Sent(ByteString data) => $"send data successfully, data: {PrintableBytes.Format(data.ToReadOnlySpan())}";

    public static string Echoed(ByteString data) => $"recv data successfully, data: {PrintableBytes.Format(data.ToReadOnlySpan())}";

    public static string Summary(EchoReport report) => report.Outcome.BytesSent == 0
        ? "nothing to send: the message is empty"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Outcome.BytesEchoed:N0} {(report.Outcome.BytesEchoed == 1 ? "byte" : "bytes")} echoed, identical, in {Quantity.Format(report.Elapsed)} (connected in {Quantity.Format(report.Connection!.ConnectTime)}{Handshake(report.Connection)})");

    private static string Handshake(EchoClient.Connected connection) =>
        connection.HandshakeTime is { } time ? $", handshake in {Quantity.Format(time)}" : "";
}
