using EchoActors.Mesh;
using EchoActors.Server;
using MudBlazor;

namespace EchoActors.Admin.Pages;

/// <summary>The icon, colour and word of each state: no state is told by its colour alone.</summary>
internal static class StatusStyle
{
    public static (string Icon, Color Color) Of(PathState state) => state switch
    {
        PathState.Up => (Icons.Material.Filled.Check, Color.Success),
        PathState.Slow => (Icons.Material.Filled.HourglassBottom, Color.Warning),
        PathState.Losing => (Icons.Material.Filled.Warning, Color.Warning),
        PathState.Down => (Icons.Material.Filled.Cancel, Color.Error),
        _ => (Icons.Material.Filled.QuestionMark, Color.Default),
    };

    public static (string Icon, Color Color) Of(MemberState state) => state switch
    {
        MemberState.Up => (Icons.Material.Filled.CheckCircle, Color.Success),
        MemberState.Joining => (Icons.Material.Filled.Login, Color.Info),
        MemberState.Leaving => (Icons.Material.Filled.Logout, Color.Info),
        MemberState.Unreachable => (Icons.Material.Filled.SignalWifiConnectedNoInternet4, Color.Error),
        _ => (Icons.Material.Filled.HighlightOff, Color.Error),
    };

    public static (string Icon, Color Color, string Word) Of(EchoServer.Phase? phase) => phase switch
    {
        EchoServer.Phase.Serving => (Icons.Material.Filled.CheckCircle, Color.Success, "serving"),
        EchoServer.Phase.Starting => (Icons.Material.Filled.HourglassTop, Color.Info, "starting"),
        EchoServer.Phase.Draining => (Icons.Material.Filled.Downloading, Color.Warning, "draining"),
        EchoServer.Phase.Drained => (Icons.Material.Filled.StopCircle, Color.Default, "drained"),
        EchoServer.Phase.Failed => (Icons.Material.Filled.Error, Color.Error, "failed"),
        _ => (Icons.Material.Filled.QuestionMark, Color.Error, "not answering"),
    };
}
