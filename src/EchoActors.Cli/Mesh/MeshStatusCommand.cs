using System.CommandLine;
using System.Net;
using System.Text.Json;
using EchoActors.Mesh;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary><c>echoactors mesh status</c>: asks a node's admin address for the matrix and shows it.</summary>
internal static class MeshStatusCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    // Ten times the matrix of a hundred nodes that all probe each other.
    private const int LongestAnswer = 64 * 1024 * 1024;

    private static readonly Argument<HostPort> Target =
        CliOptions.Target("HOST:PORT", "The admin address of a node, as it logs it at start.");

    private static readonly Option<OutputFormat> Output = CliOptions.Choice(
        "--output",
        "A table for a person, or the document of /api/v1/mesh.",
        ("text", OutputFormat.Text),
        ("json", OutputFormat.Json));

    public static Command Create()
    {
        Output.Aliases.Add("-o");
        var command = new Command("status", "Show the matrix of a mesh; the exit code is 1 if any path is losing or down.")
        {
            Target, Output,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(Target)!, parsed.GetValue(Output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(HostPort target, OutputFormat format, CancellationToken cancellationToken)
    {
        try
        {
            var document = await AskAsync(target, cancellationToken);
            if (format == OutputFormat.Json)
            {
                Console.WriteLine(JsonSerializer.Serialize(document, MeshJson.Default.MeshDocument));
            }
            else
            {
                MeshTable.Write(AnsiConsole.Console, document.Mesh);
            }

            return document.Mesh.Broken.Any() ? ExitCode.Failure : ExitCode.Success;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return Fail($"{target} answers, but not as the admin address of a mesh does: the answer is longer than 64 MiB.");
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            return Fail($"{target} can't be asked: {e.GetBaseException().Message}.");
        }
        catch (TaskCanceledException)
        {
            return Fail($"no answer from {target} in {Quantity.Format(Deadline)}.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return Fail($"{target} answers, but not as the admin address of a mesh does: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task<MeshDocument> AskAsync(HostPort target, CancellationToken cancellationToken)
    {
        using var http = new HttpClient
        {
            Timeout = Deadline,
            DefaultRequestVersion = HttpVersion.Version11,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        using var answer = await http.GetAsync(new Uri($"http://{target}/api/v1/mesh"), cancellationToken);
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        using var parsed = JsonDocument.Parse(text);
        if (parsed.RootElement.ValueKind == JsonValueKind.Object
            && parsed.RootElement.TryGetProperty("version", out var version)
            && version.TryGetInt32(out var number)
            && number != MeshDocument.CurrentVersion)
        {
            throw new JsonException($"it speaks version {number}, this program {MeshDocument.CurrentVersion}.");
        }

        return JsonSerializer.Deserialize(text, MeshJson.Default.MeshDocument) is { Mesh: not null } document
            ? document
            : throw new JsonException("it has no mesh to show.");
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"echoactors mesh status: {message}");
        return ExitCode.CouldNotConnect;
    }
}
