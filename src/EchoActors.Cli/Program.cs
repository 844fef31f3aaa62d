using EchoActors.Cli;
using EchoActors.Dispatch;

RunToCompletion.InlineSocketCompletions();
return await CommandLine.RunAsync(args);
