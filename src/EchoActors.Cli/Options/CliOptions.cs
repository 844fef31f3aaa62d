using System.CommandLine;
using System.CommandLine.Parsing;
using EchoActors.Configuration;

namespace EchoActors.Cli;

/// <summary>Makes the options and arguments of all commands. Each answers a wrong value with a sentence that names it.</summary>
internal static class CliOptions
{
    /// <summary>Endpoints to listen at; may be given several times.</summary>
    public static Option<Endpoint[]> Endpoints(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "ENDPOINT",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.Select(token => Endpoint(token.Value, result)).OfType<Endpoint>()],
    };

    /// <summary>Files; may be given several times.</summary>
    public static Option<string[]> Files(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    /// <summary>Addresses to connect to; may be given several times.</summary>
    public static Option<HostPort[]> Targets(string name, string description) => Several(name, description, Server);

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

    /// <summary>Where to connect to: port 0 is no server's.</summary>
    public static Argument<Endpoint> Target(string name, string description) => new(name)
    {
        Description = description,
        HelpName = name,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var endpoint = Endpoint(text, result);
            RefusePort0(text, endpoint?.Address, result);
            return endpoint!;
        },
    };

    /// <summary>Where to connect to by plain TCP.</summary>
    public static Argument<HostPort> TcpTarget(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        CustomParser = result => Server(result.Tokens[0].Value, result),
    };

    /// <summary>Where to connect to, with a default.</summary>
    public static Argument<HostPort?> OptionalTarget(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? null : Server(result.Tokens[0].Value, result),
    };

    /// <summary>A duration.</summary>
    public static Option<TimeSpan?> Duration(Setting<TimeSpan> setting, string description) => Value(setting, description, "DURATION");

    /// <summary>A whole number.</summary>
    public static Option<int?> Count(Setting<int> setting, string description) => Value(setting, description, "N");

    /// <summary>A value within the range of <paramref name="setting"/>, which has the name of the option.</summary>
    public static Option<T?> Value<T>(Setting<T> setting, string description, string helpName)
        where T : struct, IComparable<T> => new(setting.Name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (setting.TryRead(text, out var value))
                {
                    return value;
                }

                result.AddError(setting.Mistake(text));
                return null;
            },
        };

    public static Option<string[]> ConfigurationFiles() => new("--config")
    {
        Description = "A HOCON file; may be given several times, later ones override earlier ones. Left out: the built-in settings.",
        HelpName = "FILE",
    };

    /// <summary>One of a few words. Left out it is the default of <typeparamref name="T"/>, which the description names.</summary>
    public static Option<T> Choice<T>(string name, string description, params (string Word, T Value)[] choices)
    {
        var words = string.Join(" or ", choices.Select(choice => choice.Word));
        var option = new Option<T>(name)
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
        option.CompletionSources.Clear(); // the members of T
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        return option;
    }

    /// <summary>The option with another name, of one letter.</summary>
    public static Option<T> WithAlias<T>(this Option<T> option, string alias)
    {
        option.Aliases.Add(alias);
        return option;
    }

    /// <summary>How often -v was given: once for a line for each chunk, twice for each socket call.</summary>
    public static Option<bool> Verbose(string description) => new("--verbose", "-v")
    {
        Description = description,
        Arity = ArgumentArity.Zero,
    };

    public static int Verbosity(this ParseResult parsed, Option<bool> verbose) =>
        parsed.GetResult(verbose)?.IdentifierTokenCount ?? 0;

    /// <summary>A sentence about settings, with the options in place of the settings that they gave.</summary>
    public static string NamedByOptions(this ParseResult parsed, string message, params (string Setting, Option Option)[] names) => names
        .Where(each => parsed.GetResult(each.Option) is not null)
        .Aggregate(message, (sentence, each) => sentence.Replace(each.Setting, each.Option.Name, StringComparison.Ordinal));

    private static Option<HostPort[]> Several(string name, string description, Func<string, ArgumentResult, HostPort?> read) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.Select(token => read(token.Value, result)).OfType<HostPort>()],
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

    private static HostPort? Server(string text, ArgumentResult result)
    {
        var address = Address(text, result);
        RefusePort0(text, address, result);
        return address;
    }

    private static void RefusePort0(string text, HostPort? address, ArgumentResult result)
    {
        if (address is { Port: 0 })
        {
            result.AddError($"'{text}' has port 0, where no server listens: ports are 1 to 65535.");
        }
    }

    private static Endpoint? Endpoint(string text, ArgumentResult result)
    {
        if (EchoActors.Endpoint.TryParse(text, out var endpoint, out var mistake))
        {
            return endpoint;
        }

        result.AddError(mistake);
        return null;
    }
}
