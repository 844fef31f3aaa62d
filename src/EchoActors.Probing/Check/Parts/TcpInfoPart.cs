namespace EchoActors.Probing.Check.Parts;

/// <summary><c>tcp-info</c>: what the kernel has counted on all connections of the check, beside what the application saw.</summary>
internal static class TcpInfoPart
{
    public static Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(TcpInfoJudge.Judge(context.Kernel, knowsLoss: context.LargestEchoed is not null));
}
