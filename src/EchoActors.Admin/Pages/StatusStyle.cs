using EchoActors.Admin.Live;
using EchoActors.Mesh;
using EchoActors.Server;

namespace EchoActors.Admin.Pages;

/// <summary>How bad each state is, and the symbol that says the same where colour does.</summary>
internal static class StatusStyle
{
    public static Severity SeverityOf(PathState state) => state switch
    {
        PathState.Up => Severity.Ok,
        PathState.Losing or PathState.Down => Severity.Error,
        _ => Severity.Warning,
    };

    public static Severity SeverityOf(MemberState state) => state switch
    {
        MemberState.Up => Severity.Ok,
        MemberState.Joining or MemberState.Leaving => Severity.Warning,
        _ => Severity.Error,
    };

    public static (Severity Severity, string Word) Of(EchoServer.Phase? phase) => phase switch
    {
        EchoServer.Phase.Serving => (Severity.Ok, "serving"),
        EchoServer.Phase.Starting => (Severity.Warning, "starting"),
        EchoServer.Phase.Draining => (Severity.Warning, "draining"),
        EchoServer.Phase.Drained => (Severity.Warning, "drained"),
        EchoServer.Phase.Failed => (Severity.Error, "failed"),
        _ => (Severity.Error, "not answering"),
    };

    /// <summary>One character, which fits a cell of any width.</summary>
    public static string Symbol(PathState state) => state switch
    {
        PathState.Up => "",
        PathState.Slow => "~",
        PathState.Losing => "!",
        PathState.Down => "×",
        _ => "?",
    };
}
