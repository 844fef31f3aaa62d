using EchoActors.Mesh;
using EchoActors.Server;
using MudBlazor;

namespace EchoActors.Dashboard.Pages;

/// <summary>Colours, and the icon and word that say the same wherever colour says something.</summary>
internal static class Look
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#f4f6f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1a2330",
            TextPrimary = "#1a2330",
            TextSecondary = "#4d5a6b",
            Primary = "#1d5fc2",
            Secondary = "#0b7a75",
            Success = "#1d6f42",
            Warning = "#8a5300",
            Error = "#b3261e",
            Info = "#1d5fc2",
            LinesDefault = "#dde3ea",
            TableLines = "#e6eaf0",
            ActionDefault = "#4d5a6b",
        },
        PaletteDark = new PaletteDark
        {
            Background = "#0e1319",
            Surface = "#171e27",
            AppbarBackground = "#171e27",
            AppbarText = "#e6ebf2",
            TextPrimary = "#e6ebf2",
            TextSecondary = "#a7b3c2",
            Primary = "#7db4ff",
            PrimaryContrastText = "#0e1319",
            Secondary = "#5fd0c5",
            Success = "#6fcf97",
            Warning = "#ffc069",
            Error = "#ff9a92",
            Info = "#7db4ff",
            LinesDefault = "#2a3442",
            TableLines = "#232c38",
            ActionDefault = "#a7b3c2",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = ".9rem", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = Fonts, FontSize = "1.2rem", FontWeight = "600", LetterSpacing = "normal" },
            H2 = new H2Typography { FontFamily = Fonts, FontSize = "1.25rem", FontWeight = "600", LetterSpacing = "normal" },
            H3 = new H3Typography { FontFamily = Fonts, FontSize = ".95rem", FontWeight = "600", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = ".95rem", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = ".85rem", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, TextTransform = "none", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontFamily = Fonts, FontSize = ".8rem", LetterSpacing = "normal" },
        },
    };

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
