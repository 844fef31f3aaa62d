namespace EchoActors.Cli;

/// <summary>
/// Keeps <c>send</c> from generating code that it would run a few times: Akka compiles a regular expression for the durations of its
/// configuration, and Akka.IO an expression for each state of a connection. Interpreted, the actor system of <c>send</c> is made with
/// 0.6 of the processor time. Commands that carry load keep the compiled code.
/// </summary>
internal static class DynamicCode
{
    /// <summary>The switch of the runtime. <see cref="System.Text.RegularExpressions"/> and <see cref="System.Linq.Expressions"/> obey it.</summary>
    public const string Switch = "System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported";

    /// <summary>Comes before everything else: the runtime reads the switch once.</summary>
    public static void InterpretIfShort(string[] args)
    {
        if (args is ["send", ..])
        {
            AppContext.SetSwitch(Switch, false);
        }
    }
}
