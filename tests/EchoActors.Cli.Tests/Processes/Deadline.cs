using System.Runtime.CompilerServices;

namespace EchoActors.Cli.Tests.Processes;

/// <summary>Every wait of a test ends: with what was awaited, or at this deadline with a sentence about what was not.</summary>
internal static class Deadline
{
    /// <summary>Far longer than anything takes on a busy machine.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    public static async Task<T> OrFail<T>(this Task<T> task, Func<string>? soFar = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).OrFail(soFar, what);
        return await task;
    }

    public static async Task OrFail(this Task task, Func<string>? soFar = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(Length);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{what} was not done in {Length.TotalSeconds} s. {soFar?.Invoke()}");
        }
    }
}
