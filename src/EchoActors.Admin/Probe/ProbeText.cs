using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EchoActors.Client;

namespace EchoActors.Admin.Probe;

/// <summary>A probe in the text format of Prometheus (0.0.4), with the names of its blackbox exporter where that has one.</summary>
internal static class ProbeText
{
    public static string Write(ProbeResult result)
    {
        var text = new StringBuilder();
        Gauge("probe_success", "Whether every byte came back, and then the end of the stream.", result.End == EchoEnd.Identical ? 1 : 0);
        Gauge("probe_duration_seconds", "How long the probe took.", result.Elapsed.TotalSeconds);
        Gauge("probe_dns_lookup_time_seconds", "How long the name took to resolve.", result.ResolveTime.TotalSeconds);
        Gauge("probe_ip_protocol", "4 or 6; 0 if nothing was connected.", result.Address?.AddressFamily switch
        {
            AddressFamily.InterNetwork => 4,
            AddressFamily.InterNetworkV6 => 6,
            _ => 0,
        });
        Gauge("echo_connect_seconds", "How long the connection took.", result.ConnectTime?.TotalSeconds);
        Gauge("echo_exchange_seconds", "From the connection to the end of the stream, after the echo.", result.EchoTime?.TotalSeconds);
        Gauge("echo_bytes", "How many bytes came back as they were sent.", result.BytesEchoed);
        if (result.End != EchoEnd.Identical)
        {
            Gauge($"echo_failure", "Why it failed.", 1, $"{{cause=\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(result.End.ToString())}\"}}");
        }

        return text.ToString();

        void Gauge(string name, string help, double? value, string labels = "")
        {
            if (value is { } known)
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n{name}{labels} {known}\n");
            }
        }
    }
}
