using System.CommandLine;
using EchoActors.Client;
using EchoActors.Probing;
using EchoActors.Probing.Load;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary>Makes the options of a load from those of <c>bench</c>, and refuses those that contradict each other.</summary>
internal static class BenchOptionsBinder
{
    public const int LargestMessage = 64 * 1024 * 1024;

    private const int DefaultSize = 64;
    private const int LeastFrame = 4 * 1024;
    private const int MostFrame = 64 * 1024;
    private const double FirstSearchedRate = 1000;
    private const int PlottedDigits = 2;
    private const int LoggedDigits = 3;

    private static readonly string MessageLength = $"a message has 1 to {LargestMessage:N0}";
    private static readonly double[] DefaultPercentiles = [50, 90, 99, 99.9];
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultSearchStep = TimeSpan.FromSeconds(3);

    public static LoadOptions Options(ParseResult parsed)
    {
        var plan = Plan(parsed);
        var payload = Payload(parsed);
        var connections = parsed.GetValue(BenchCommand.Connections) ?? 1;
        if (LocalLimits.Refusal(connections) is { } refusal)
        {
            throw new UsageException($"--connections {connections:N0}: {refusal}");
        }

        var churn = parsed.GetValue(BenchCommand.Churn);
        var pipeline = parsed.GetValue(BenchCommand.Pipeline) ?? 1;
        if (pipeline > 1 && (churn || plan.Next([])?.Rate is not null))
        {
            throw new UsageException("--pipeline is for a closed loop: leave out --churn, --rate, --ramp and --find-max.");
        }

        if (churn && parsed.GetValue(BenchCommand.ConnectRate) is not null)
        {
            throw new UsageException("--connect-rate is for connections that last: with --churn give --rate.");
        }

        return new LoadOptions
        {
            Target = parsed.GetRequiredValue(BenchCommand.Target),
            // A connection keeps one frame for receiving. Small frames let ten thousand connections fit into memory.
            Client = new EchoClientOptions
            {
                FrameSize = (int)Math.Clamp(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)payload.Most), LeastFrame, MostFrame),
                Tls = ClientTlsOptions.Of(parsed, parsed.GetRequiredValue(BenchCommand.Target)),
                ProxyHeader = parsed.GetValue(ProxyHeaderOption.Instance),
            },
            Transport = parsed.GetValue(BenchCommand.Transport) ?? EchoTransport.Direct,
            Connections = connections,
            Plan = plan,
            Pipeline = pipeline,
            Payload = payload,
            Warmup = parsed.GetValue(BenchCommand.Warmup) ?? TimeSpan.Zero,
            ConnectRate = parsed.GetValue(BenchCommand.ConnectRate),
            Churn = churn,
            IntervalDigits = parsed.GetValue(BenchCommand.HistogramFile) is null ? PlottedDigits : LoggedDigits,
        };
    }

    public static BenchReports Reports(ParseResult parsed)
    {
        RefuseOneFileTwice(parsed);
        return new BenchReports(
            parsed.GetValue(BenchCommand.Output),
            parsed.GetValue(BenchCommand.Percentiles) is { Length: > 0 } given ? given : DefaultPercentiles,
            parsed.GetValue(BenchCommand.Thresholds) ?? [],
            parsed.GetValue(BenchCommand.OutFile),
            parsed.GetValue(BenchCommand.HtmlFile),
            parsed.GetValue(BenchCommand.HistogramFile),
            ShowsProgress: !parsed.GetValue(BenchCommand.NoProgress) && !Console.IsErrorRedirected,
            CommandLine: "echoactors " + string.Join(' ', parsed.Tokens.Select(token => Quoted(token.Value))));
    }

    private static IRatePlan Plan(ParseResult parsed)
    {
        var duration = parsed.GetValue(BenchCommand.Duration);
        var count = parsed.GetValue(BenchCommand.Count);
        double? rate = parsed.GetValue(BenchCommand.Rate);
        var findMax = parsed.GetValue(BenchCommand.FindMax);
        if (duration is not null && count is not null)
        {
            throw new UsageException("give --duration or --count, not both.");
        }

        if (parsed.GetValue(BenchCommand.Ramp) is { } ramp)
        {
            return duration is null && count is null && rate is null
                ? new Ramp(ramp.From, ramp.To, ramp.Duration, findMax)
                : throw new UsageException("--ramp says rates and duration itself: leave out --rate, --duration and --count.");
        }

        if (findMax is not null)
        {
            return count is null
                ? new RateSearch(rate ?? FirstSearchedRate, duration ?? DefaultSearchStep, findMax)
                : throw new UsageException("--find-max tries each rate for a time: give --duration instead of --count.");
        }

        return new SingleStep(new LoadStepSpec(rate, count is null ? duration ?? DefaultDuration : null, count));
    }

    private static Payload Payload(ParseResult parsed)
    {
        var size = parsed.GetValue(BenchCommand.Size);
        if (parsed.GetValue(BenchCommand.File) is not { } path)
        {
            return Probing.Load.Payload.Random(size?.Least ?? DefaultSize, size?.Most ?? DefaultSize, Random.Shared);
        }

        if (size is not null)
        {
            throw new UsageException("give --size or --file, not both.");
        }

        try
        {
            return ReadMessage(path) switch
            {
                { Length: 0 } => throw new UsageException($"the file {path} has 0 bytes: {MessageLength}."),
                { Length: > LargestMessage } => throw new UsageException($"the file {path} has more than {LargestMessage:N0} bytes: {MessageLength}."),
                var message => Probing.Load.Payload.Of(message),
            };
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw UsageException.OfFile(path, "read", e);
        }
    }

    // Two reports in one file would overwrite each other; a device accepts both.
    private static void RefuseOneFileTwice(ParseResult parsed)
    {
        var files = new[] { BenchCommand.File, BenchCommand.OutFile, BenchCommand.HtmlFile, BenchCommand.HistogramFile }
            .Select(option => (option.Name, Path: parsed.GetValue(option)))
            .Where(file => file.Path is { Length: > 0 } path && !path.StartsWith("/dev/", StringComparison.Ordinal))
            .GroupBy(file => Path.GetFullPath(file.Path!));
        if (files.FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UsageException($"{string.Join(" and ", twice.Select(file => file.Name))} name one file, {twice.First().Path}: give each its own.");
        }
    }

    // A pipe or a device has no length.
    private static byte[] ReadMessage(string path)
    {
        using var file = File.OpenRead(path);
        var content = new MemoryStream();
        var chunk = new byte[MostFrame];
        while (content.Length <= LargestMessage && file.Read(chunk) is > 0 and var count)
        {
            content.Write(chunk, 0, count);
        }

        return content.ToArray();
    }

    private static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,=@%+[]".Contains(c)) ? word : $"'{word}'";
}
