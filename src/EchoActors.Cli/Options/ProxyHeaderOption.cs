using System.CommandLine;
using EchoActors.Filters;

namespace EchoActors.Cli;

/// <summary><c>--proxy-header</c> of the commands that connect.</summary>
internal static class ProxyHeaderOption
{
    public static readonly Option<ProxyHeaderToSend?> Instance = new("--proxy-header")
    {
        Description = "Send a PROXY protocol header first, as a proxy would: with this connection's ends, or with those given. Left out: none.",
        HelpName = "v1|v2[:SRC,DST]",
        CustomParser = result =>
        {
            if (!ProxyHeaderToSend.TryParse(result.Tokens[0].Value, out var header, out var mistake))
            {
                result.AddError($"--proxy-header: {mistake}");
            }

            return header;
        },
    };
}
