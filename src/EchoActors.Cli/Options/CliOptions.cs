using System.CommandLine;
using System.CommandLine.Parsing;

namespace EchoActors.Cli;

/// <summary>Options and arguments of our own kinds, each wrong value answered with a sentence that names it.</summary>
internal static class CliOptions
{
    private delegate bool Reading<T>(string text, out T value);

    public static Option<HostPort[]> Addresses(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.Select(token => Address(token.Value, result)).OfType<HostPort>()],
    };

    public static Option<HostPort?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        CustomParser = result => Address(result.Tokens[0].Value, result),
    };

    public static Option<string?> Host(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "HOST",
        CustomParser = result =>
        {
            if (!HostPort.TryParseHost(result.Tokens[0].Value, out var host, out var mistake))
            {
                result.AddError($"{name}: {mistake}");
            }

            return host;
        },
    };

    public static Argument<HostPort> Target(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        CustomParser = result => Address(result.Tokens[0].Value, result),
    };

    public static Option<TimeSpan?> Duration(string name, string description) =>
        Quantity<TimeSpan>(name, description, "DURATION", EchoActors.Quantity.TryParseDuration, "a duration, for example 500ms, 30s or 2m");

    public static Option<long?> Count(string name, string description) =>
        Quantity<long>(name, description, "N", EchoActors.Quantity.TryParseCount, "a whole number, for example 100 or 10k");

    public static Option<long?> Size(string name, string description) =>
        Quantity<long>(name, description, "BYTES", EchoActors.Quantity.TryParseSize, "a size, for example 64 or 4KiB");

    public static Option<string[]> ConfigurationFiles() => new("--config")
    {
        Description = "A HOCON file; may be given several times, later ones override earlier ones.",
        HelpName = "FILE",
    };

    public static int? Within(ParseResult parsed, Option<long?> option, int least, int most) => parsed.GetValue(option) switch
    {
        null => null,
        var value when value >= least && value <= most => (int)value,
        var value => throw new UsageException($"{option.Name} is {value}: it must be from {least:N0} to {most:N0}."),
    };

    /// <summary>One of a few words. Left out it is the default of <typeparamref name="T"/>, which the description names.</summary>
    public static Option<T> Choice<T>(string name, string description, params (string Word, T Value)[] choices)
    {
        var words = string.Join(" or ", choices.Select(choice => choice.Word));
        return new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', choices.Select(choice => choice.Word)),
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var found = Array.FindIndex(choices, choice => choice.Word == text);
                if (found < 0)
                {
                    result.AddError($"{name} is '{text}': it must be {words}.");
                    return default;
                }

                return choices[found].Value;
            },
        };
    }

    /// <summary>How often -v was given: once for a line for each chunk, twice for each socket call.</summary>
    public static Option<bool> Verbose(string description) => new("--verbose", "-v")
    {
        Description = description,
        Arity = ArgumentArity.Zero,
    };

    public static int Verbosity(this ParseResult parsed, Option<bool> verbose) =>
        parsed.GetResult(verbose)?.IdentifierTokenCount ?? 0;

    public static TimeSpan? AtLeastOneMillisecond(ParseResult parsed, Option<TimeSpan?> option) =>
        parsed.GetValue(option) switch
        {
            { TotalMilliseconds: < 1 } => throw new UsageException($"{option.Name} must be at least 1ms."),
            var duration => duration,
        };

    private static HostPort? Address(string text, ArgumentResult result)
    {
        if (HostPort.TryParse(text, out var address, out var mistake))
        {
            return address;
        }

        result.AddError(mistake);
        return null;
    }

    private static Option<T?> Quantity<T>(
        string name, string description, string helpName, Reading<T> read, string right)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (read(text, out var value))
                {
                    return value;
                }

                result.AddError($"{name} is '{text}': it must be {right}.");
                return null;
            },
        };
}
