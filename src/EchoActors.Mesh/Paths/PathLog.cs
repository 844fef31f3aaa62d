using Akka.Event;

namespace EchoActors.Mesh.Paths;

/// <summary>One structured line for each change of a path's state.</summary>
internal static class PathLog
{
    private const string Line =
        "path {From} to {To} is {State} since {Since:O}; it was {Before} since {BeforeSince:O}; last error: {LastError}";

    /// <summary>A path that comes up for the first time is logged at Debug only: a mesh of N nodes has N² of them.</summary>
    public static void Write(ILoggingAdapter log, string from, string to, PathRecord path, PathState before, DateTimeOffset since)
    {
        if (before == PathState.Unknown && path.State == PathState.Up)
        {
            log.Debug("path {From} to {To} is up", from, to);
            return;
        }

        object[] values =
        [
            from, to, Word(path.State), path.Since, Word(before), since, path.LastError ?? "none",
        ];
        if (path.State == PathState.Up)
        {
            log.Info(Line, values);
        }
        else
        {
            log.Warning(Line, values);
        }
    }

    private static string Word(PathState state) => state.ToString().ToLowerInvariant();
}
