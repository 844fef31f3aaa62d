using MudBlazor;

namespace EchoActors.Admin.Pages;

/// <summary>The colours, fonts and shapes of every page, light and dark.</summary>
internal static class Theme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"];

    public static readonly MudTheme Default = new()
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
}
