using EchoActors.Cli.Tests.Processes;
using EchoActors.Tests.Shared;

namespace EchoActors.Cli.Tests;

/// <summary><c>mesh status</c> and <c>mesh forget</c> at an address that is no mesh's.</summary>
[Collection(InProcess.Name)]
public sealed class MeshStatusTests
{
    private const string Answers = "answers, but not as the admin address of a mesh does";

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", $"{Answers}: status 404; it may be that of a plain server.")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", $"{Answers}: status 302.")]
    [InlineData("HTTP/1.1 500 \x1b[2J\x1b[31mgone\r\nContent-Length: 0\r\n\r\n", $"{Answers}: status 500.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", $"{Answers}: what it says is no document of a mesh.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", $"{Answers}: what it says is no document of a mesh.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"version\":99}", $"{Answers}: it speaks version 99, this program 1.")]
    [InlineData("GET /api/v1/mesh HTTP/1.1\r\n\r\n", $"{Answers}: what it says is not HTTP.")]
    [InlineData("220 \x1b[2Jready\r\n", $"{Answers}: what it says is not HTTP.")]
    public async Task An_address_that_is_none_of_a_mesh_is_told_as_that(string answer, string message)
    {
        await using var server = MisbehavingServer.Answers(answer);

        var run = await InProcess.RunAsync("mesh", "status", server.Target);

        Assert.Equal((3, "", $"echoactors mesh status: {server.Target} {message}\n"), run);
    }

    [Theory]
    [InlineData("404 Not Found", $"{Answers}: status 404; it may be that of a plain server.")]
    [InlineData("403 Forbidden", "forgets a member only when it is asked from its own machine.")]
    [InlineData("503 Service Unavailable", "answers with status 503 and has not forgotten it.")]
    public async Task What_can_not_be_forgotten_is_told(string status, string message)
    {
        await using var server = MisbehavingServer.Answers($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");

        var run = await InProcess.RunAsync("mesh", "forget", "node-9", server.Target);

        Assert.Equal((3, "", $"echoactors mesh forget: {server.Target} {message}\n"), run);
    }

    [Theory]
    [InlineData("127.0.0.1:1", "127.0.0.1:1 can't be asked: Connection refused.")]
    [InlineData("name.invalid:1", "name.invalid:1 can't be asked: Name or service not known.")]
    public async Task An_address_where_no_one_answers_is_exit_code_3(string target, string message) =>
        Assert.Equal((3, "", $"echoactors mesh status: {message}\n"), await InProcess.RunAsync("mesh", "status", target));

    [Fact]
    public async Task It_reads_no_more_than_a_mesh_can_have_to_say()
    {
        await using var endless = MisbehavingServer.AnswersWithoutEnd();

        var run = await InProcess.RunAsync("mesh", "status", endless.Target);

        Assert.Equal((3, "", $"echoactors mesh status: {endless.Target} {Answers}: the answer is longer than 64 MiB.\n"), run);
    }
}
