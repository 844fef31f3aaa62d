namespace EchoActors;

/// <summary>Why a file could not be opened, read or written, as the end of a sentence about it.</summary>
internal static class FileFailure
{
    /// <summary>The reason.</summary>
    /// <param name="path">The file as it was named.</param>
    /// <param name="cause">What the runtime says: of a directory that it does not exist, or that access is denied.</param>
    public static string Reason(string path, Exception cause) => cause switch
    {
        _ when Directory.Exists(path) => "it is a directory",
        FileNotFoundException => "it does not exist",
        DirectoryNotFoundException => "its directory does not exist",
        UnauthorizedAccessException => "permission is denied",
        _ => cause.Message.Replace($" : '{path}'", "", StringComparison.Ordinal).TrimEnd('.'),
    };

    /// <summary>Whether the exception says that the file can't be used, and not that the program has a defect.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
